// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

// Bytes as a file, for readers that take a path: kept in memory, since a fuzzer makes thousands a second.

namespace deltasim::fuzz
{

/// The path of a file with these bytes and no others, until the next call.
[[nodiscard]] std::filesystem::path file_with(std::string_view bytes);

}  // namespace deltasim::fuzz
