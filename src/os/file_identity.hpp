// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>

// Identifies files by device and inode, not by their names.

namespace deltasim::os
{

/// The file that a name leads to; all members are 0 if there is none.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

[[nodiscard]] FileIdentity identity_of(const std::filesystem::path& file);

/// The path to which links lead; the file itself need not exist.
[[nodiscard]] std::filesystem::path real_path(const std::filesystem::path& file);

}  // namespace deltasim::os
