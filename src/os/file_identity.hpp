// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>

// Files told apart by what they are, not by their names.

namespace deltasim::os
{

/// Which file a name leads to; all 0 where it leads to none.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

[[nodiscard]] FileIdentity identity_of(const std::filesystem::path& file);

/// Where links lead, of a file that need not be there.
[[nodiscard]] std::filesystem::path real_path(const std::filesystem::path& file);

}  // namespace deltasim::os
