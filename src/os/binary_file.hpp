// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

// Reads the bytes of a file: all of them, or a part.

namespace deltasim::os
{

/// All bytes of the file; a pipe is read to its end. Throws InputError, which names the file, and Interrupted.
[[nodiscard]] std::string read_binary_file(const std::filesystem::path& file);

/// `length` bytes from `offset` on. Throws InputError if the file has fewer bytes, or if it is not a regular file; it
/// does not wait for a pipe.
[[nodiscard]] std::string read_part_of_file(const std::filesystem::path& file, std::uint64_t offset,
                                            std::uint64_t length);

/// Throws InputError, which names the file.
[[noreturn]] void refuse_file(const std::filesystem::path& file, const std::string& message);

}  // namespace deltasim::os
