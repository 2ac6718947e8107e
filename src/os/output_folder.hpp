// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

// Files that results are kept in. A file is there whole or not at all. One that has been read as an input is refused
// with InputError.

namespace deltasim::os
{

/// A file or folder cannot be written; says which and why.
class OutputError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Whether something is there that is no regular file: it is written to and never replaced. Throws OutputError for a
/// folder.
[[nodiscard]] bool is_special(const std::filesystem::path& file);

/// stdout or stderr, where the path leads to what they lead to (/dev/stdout); else nullptr.
[[nodiscard]] std::FILE* standard_stream(const std::filesystem::path& file);

/// Where symbolic links lead in the end. Throws OutputError.
[[nodiscard]] std::filesystem::path followed(const std::filesystem::path& file);

/// Where the text of `file` is written until it is complete: beside it, with a name of this process alone.
[[nodiscard]] std::filesystem::path temporary_for(const std::filesystem::path& file);

/// Writes a file by way of a temporary one beside it, following symbolic links. What is there and is no regular file (a
/// device, a pipe, stdout under a name of its own) is written through. Throws OutputError.
void write_file(const std::filesystem::path& file, const std::string& text);

/// Makes the folder if need be, and makes sure that files can be written there. Throws OutputError.
void prepare_folder(const std::filesystem::path& folder);

/// Makes sure that `file` can be written, leaving it as it is. Throws OutputError.
void prepare_file(const std::filesystem::path& file);

/// Removes a file or a link, if there is one. Throws OutputError.
void remove_file(const std::filesystem::path& file);

}  // namespace deltasim::os
