// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

// Remembers the files that this process has read, so that no output overwrites an input: neither by the same path, nor
// by a link or another name of the same file.

namespace deltasim::os
{

/// Notes that an open file is an input. Only regular files are noted; others may be read and written.
void note_input(int descriptor);
void note_input(const std::filesystem::path& file);

/// Throws InputError if `output` is one of the inputs.
void refuse_input(const std::filesystem::path& output);

}  // namespace deltasim::os
