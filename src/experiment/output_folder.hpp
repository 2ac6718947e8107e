// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

// Files that results are kept in. A file is there whole or not at all.

namespace deltasim
{

/// A file or folder cannot be written; says which and why.
class OutputError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Where the text of `file` is written until it is complete: beside it, with a name of this process alone.
[[nodiscard]] std::filesystem::path temporary_for(const std::filesystem::path& file);

/// Writes a file by way of a temporary one beside it. Throws OutputError.
void write_file(const std::filesystem::path& file, const std::string& text);

/// Makes the folder if need be, and makes sure that files can be written there. Throws OutputError.
void prepare_folder(const std::filesystem::path& folder);

/// Makes sure that `file` can be written, leaving it as it is. Throws OutputError.
void prepare_file(const std::filesystem::path& file);

}  // namespace deltasim
