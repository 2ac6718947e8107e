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

/// Writes a file by way of a temporary one beside it, following symbolic links. What is there and is no regular file (a
/// device, a pipe, stdout under a name of its own) is written through. Throws OutputError.
void write_file(const std::filesystem::path& file, const std::string& text);

/// Makes the folder if need be, and makes sure that files can be written there. Throws OutputError.
void prepare_folder(const std::filesystem::path& folder);

/// Makes sure that `file` can be written, leaving it as it is. Throws OutputError.
void prepare_file(const std::filesystem::path& file);

/// Removes a file or a link, if there is one. Throws OutputError.
void remove_file(const std::filesystem::path& file);

}  // namespace deltasim
