// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

// The folders in which names of models, processors, DRAM devices and cost tables are looked up.

namespace deltasim::config
{

/// A name such as `vgg16` is looked up in models/ and configs/{processors,dram,costs}/ below each root, in order.
struct SearchPath {
    std::vector<std::filesystem::path> roots;
};

}  // namespace deltasim::config
