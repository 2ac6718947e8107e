// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

// Names that the configuration may hold and that rooms above give.

namespace deltasim::config
{

/// What experiments may name but only higher rooms know.
struct KnownNames {
    std::vector<std::string> schedules;
};

}  // namespace deltasim::config
