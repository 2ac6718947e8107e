// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// Who it is that one waits for.

namespace deltasim::os
{

/// Bytes of a file, from the first to the last.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// Processes of this machine, this one apart, that hold a lock for writing on some of the bytes, as far as the kernel
/// tells.
[[nodiscard]] std::vector<pid_t> lock_holders(const std::filesystem::path& file, const ByteRange& bytes);

/// `process 4711 (deltasim)`, and that it is stopped where it is.
[[nodiscard]] std::string process_in_words(pid_t process);

/// Why no lock can be had on files of this folder, such as `No locks available` on a network file system without its
/// lock service; empty where one can, or where that cannot be tried.
[[nodiscard]] std::string why_no_locks(const std::filesystem::path& folder);

}  // namespace deltasim::os
