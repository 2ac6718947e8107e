// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Files that a command writes but does not replace, since the user may have edited an existing one.

namespace deltasim::app
{

struct NewFile {
    std::filesystem::path path;
    std::string text;
};

/// Throws InputError if files with other content already have some of these names; prints each of these names.
void refuse_replacing(const std::vector<NewFile>& files);

/// True if a file with this name and this content exists.
[[nodiscard]] bool is_there(const NewFile& file);

}  // namespace deltasim::app
