// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "os/file_writer.hpp"
#include "os/unfinished_file.hpp"

// A file that a library writes which wants a name, and which does not say when it could not write. The name is a
// pipe's, and what comes out of it is written here.

namespace deltasim::os
{

class LibraryFile
{
public:
    /// `file`: as a FileWriter takes it. `ending`: of the name that the library opens. Throws OutputError.
    LibraryFile(const std::filesystem::path& file, std::string_view ending);
    /// Unless close() was called, nothing of the text is left. The library has closed it.
    ~LibraryFile();
    LibraryFile(const LibraryFile&) = delete;
    LibraryFile& operator=(const LibraryFile&) = delete;

    /// What the library opens to write, once, without the ending.
    [[nodiscard]] const std::string& stem() const { return stem_; }

    /// The library has closed it: puts the file in its place. Throws OutputError and Interrupted.
    void close();

private:
    void write_all();
    void end_pipe();

    FileWriter writer_;
    std::string stem_;
    std::filesystem::path name_;
    std::optional<UnfinishedFile> unfinished_;
    int read_end_ = -1;
    int write_end_ = -1;
    std::exception_ptr failure_;
    std::thread reader_;
};

}  // namespace deltasim::os
