// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

// Names that experiments may contain and that rooms above this one supply.

namespace deltasim::config
{

/// Names that experiments may contain but only higher rooms know.
struct KnownNames {
    std::vector<std::string> schedules;
};

}  // namespace deltasim::config
