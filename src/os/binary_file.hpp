// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

// A file's bytes, all of them or a part.

namespace deltasim::os
{

/// The bytes of a file; a pipe is read to its end. Throws InputError that names the file, and Interrupted.
[[nodiscard]] std::string read_binary_file(const std::filesystem::path& file);

/// `length` bytes from `offset` on. Throws InputError where the file has fewer, or is none that keeps its bytes: a pipe
/// is not waited for.
[[nodiscard]] std::string read_part_of_file(const std::filesystem::path& file, std::uint64_t offset,
                                            std::uint64_t length);

/// Throws InputError that names the file.
[[noreturn]] void refuse_file(const std::filesystem::path& file, const std::string& message);

}  // namespace deltasim::os
