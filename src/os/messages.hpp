// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// Prints messages for the user, apart from results.

namespace deltasim::os
{

/// Writes one or several lines to stderr, each made plain_text(), since they contain names of files and words of the
/// user. A failed write is no error.
void say(const std::string& text);

/// Opens each of stdin, stdout and stderr that is closed, in such a way that writing to it fails. Otherwise a file that
/// is opened later would get its descriptor, and messages would be written into that file.
void occupy_standard_streams();

}  // namespace deltasim::os
