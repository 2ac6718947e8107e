// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Files that a command makes and does not replace: what is there may have been edited.

namespace deltasim::app
{

struct NewFile {
    std::filesystem::path path;
    std::string text;
};

/// Throws InputError where something else has one of these names already, which is said of each.
void refuse_replacing(const std::vector<NewFile>& files);

/// Whether a file with this very text has the name already.
[[nodiscard]] bool is_there(const NewFile& file);

}  // namespace deltasim::app
