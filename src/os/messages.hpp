// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// What is said to the user beside the results.

namespace deltasim::os
{

/// Writes a line to stderr. That nobody can read it is no error.
void say(const std::string& line);

/// Opens those of stdin, stdout and stderr that are closed in such a way that writing to them fails: a file that is
/// opened later would otherwise stand in their place and be written into.
void occupy_standard_streams();

}  // namespace deltasim::os
