// SPDX-License-Identifier: MIT
#include "os/input_files.hpp"

#include <sys/stat.h>

#include <set>
#include <utility>

#include "core/diagnostic.hpp"

namespace deltasim::os
{

namespace
{

/// Device and inode number of each input.
std::set<std::pair<dev_t, ino_t>>& inputs()
{
    static std::set<std::pair<dev_t, ino_t>> files;
    return files;
}

void note(const struct stat& status)
{
    if (S_ISREG(status.st_mode)) inputs().emplace(status.st_dev, status.st_ino);
}

}  // namespace

void note_input(int descriptor)
{
    struct stat status = {};
    if (fstat(descriptor, &status) == 0) note(status);
}

void note_input(const std::filesystem::path& file)
{
    struct stat status = {};
    if (stat(file.c_str(), &status) == 0) note(status);
}

void refuse_input(const std::filesystem::path& output)
{
    struct stat status = {};
    if (stat(output.c_str(), &status) != 0 || !inputs().contains({status.st_dev, status.st_ino})) return;
    throw InputError({{{output.string(), 0, 0}, "", "is an input of this command, and the output would replace it"}});
}

}  // namespace deltasim::os
