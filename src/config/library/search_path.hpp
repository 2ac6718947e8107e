// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

// Where names of models, processors, DRAM devices and cost tables are looked up.

namespace deltasim::config
{

/// Where a name such as `vgg16` is looked up: models/ and configs/{processors,dram,costs}/ below each root, in order.
struct SearchPath {
    std::vector<std::filesystem::path> roots;
};

}  // namespace deltasim::config
