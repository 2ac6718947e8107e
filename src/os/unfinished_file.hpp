// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

// Files that are written beside the ones that they will replace. Whoever writes one removes it where that goes wrong;
// where the process is ended by a signal in the middle, whoever ends it does.

namespace deltasim::os
{

/// A file that is half written for as long as this lives.
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

/// Removes the half-written files of this process, its parent's not. A signal handler may call it.
void remove_unfinished_files();

}  // namespace deltasim::os
