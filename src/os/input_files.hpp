// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

// The files that this process has read, so that none of its outputs takes the place of one: the same path, a link or
// another name of the same file.

namespace deltasim::os
{

/// That an open file is an input. What is no regular file may be written to as well.
void note_input(int descriptor);
void note_input(const std::filesystem::path& file);

/// Throws InputError if `output` is one of them.
void refuse_input(const std::filesystem::path& output);

}  // namespace deltasim::os
