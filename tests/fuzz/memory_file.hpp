// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

// Makes a file of some bytes, for readers that take a path. It is kept in memory, since a fuzzer makes thousands per
// second.

namespace deltasim::fuzz
{

/// The path of a file with exactly these bytes; valid until the next call.
[[nodiscard]] std::filesystem::path file_with(std::string_view bytes);

}  // namespace deltasim::fuzz
