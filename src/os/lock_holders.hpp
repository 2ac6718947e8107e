// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// Finds the process for which one waits at a lock.

namespace deltasim::os
{

/// A range of bytes in a file, both ends included.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// Other processes of this machine that hold a write lock on some of these bytes, as far as the kernel tells.
[[nodiscard]] std::vector<pid_t> lock_holders(const std::filesystem::path& file, const ByteRange& bytes);

/// Such as `process 4711 (deltasim)`; also says if the process is stopped.
[[nodiscard]] std::string process_in_words(pid_t process);

/// Why files of this folder cannot be locked, such as `No locks available` on a network file system without its lock
/// service. Empty if they can be locked, or if this cannot be tried.
[[nodiscard]] std::string why_no_locks(const std::filesystem::path& folder);

}  // namespace deltasim::os
