// SPDX-License-Identifier: MIT
#include "os/file_identity.hpp"

#include <sys/stat.h>

#include <system_error>

namespace deltasim::os
{

FileIdentity identity_of(const std::filesystem::path& file)
{
    struct stat status = {};
    if (stat(file.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

std::filesystem::path real_path(const std::filesystem::path& file)
{
    std::error_code error;
    std::filesystem::path name = std::filesystem::absolute(file);
    // A link may lead to a file that does not exist yet; std::filesystem then returns the link itself.
    constexpr int most_links = 40;
    for (int links = 0; links < most_links; ++links) {
        const std::filesystem::path folder = std::filesystem::weakly_canonical(name.parent_path(), error);
        if (error) break;
        name = folder / name.filename();
        if (!std::filesystem::is_symlink(std::filesystem::symlink_status(name, error))) return name;
        name = folder / std::filesystem::read_symlink(name, error);
    }
    return std::filesystem::absolute(file);
}

}  // namespace deltasim::os
