// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// What is said to the user beside the results.

namespace deltasim::os
{

/// Writes a line to stderr, or several, each made plain_text(): names of files and words of the user's are in it. That
/// nobody can read it is no error.
void say(const std::string& text);

/// Opens those of stdin, stdout and stderr that are closed in such a way that writing to them fails: a file that is
/// opened later would otherwise stand in their place and be written into.
void occupy_standard_streams();

}  // namespace deltasim::os
