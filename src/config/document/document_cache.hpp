// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "config/document/node.hpp"

// Documents that have been read, by file: a sweep names the same few files in thousands of points.

namespace deltasim::config
{

using DocumentCache = std::map<std::string, Node>;

}  // namespace deltasim::config
