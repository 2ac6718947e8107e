// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

// Writes files with results. A file exists as a whole or not at all. Throws InputError for a file that was read as an
// input.

namespace deltasim::os
{

/// A file or folder cannot be written; the message says which and why.
class OutputError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// True if the path leads to something other than a regular file, such as a device: it is written to, never replaced.
/// Throws OutputError for a folder.
[[nodiscard]] bool is_special(const std::filesystem::path& file);

/// stdout or stderr, if the path leads to the same file as one of them (/dev/stdout); else nullptr.
[[nodiscard]] std::FILE* standard_stream(const std::filesystem::path& file);

/// The path to which symbolic links lead in the end. Throws OutputError.
[[nodiscard]] std::filesystem::path followed(const std::filesystem::path& file);

/// The file to which the text of `file` is written until it is complete: beside `file`, with a name that only this
/// process uses.
[[nodiscard]] std::filesystem::path temporary_for(const std::filesystem::path& file);

/// Writes a temporary file beside `file` and moves it into place. Follows symbolic links. Writes directly to anything
/// that is not a regular file (a device, a pipe, a name of stdout). Throws OutputError.
void write_file(const std::filesystem::path& file, const std::string& text);

/// Creates the folder if it does not exist, and checks that files can be written there. Throws OutputError.
void prepare_folder(const std::filesystem::path& folder);

/// Checks that `file` can be written, and does not change it. Throws OutputError.
void prepare_file(const std::filesystem::path& file);

/// Removes a file or a link, if there is one. Throws OutputError.
void remove_file(const std::filesystem::path& file);

}  // namespace deltasim::os
