// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

// Registers files that are half written, beside the files that they will replace. The writer removes its file when an
// error occurs. If a signal ends the process, the signal handler removes the file.

namespace deltasim::os
{

/// Registers a half-written file for as long as this object lives.
class UnfinishedFile
{
public:
    explicit UnfinishedFile(const std::filesystem::path& file);
    ~UnfinishedFile();
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;

private:
    std::string name_;
    std::size_t place_ = 0;
};

/// Removes the half-written files of this process, but not those of its parent. A signal handler may call it.
void remove_unfinished_files();

}  // namespace deltasim::os
