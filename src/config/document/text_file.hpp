// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/document/diagnostics.hpp"

// The bytes of an input file, refused early where they cannot be YAML.

namespace deltasim::config
{

/// What is wrong with a path as an input file, such as `no such file`; nothing if it can be opened.
[[nodiscard]] std::optional<std::string> unreadable(const std::filesystem::path& file);

/// The text of a file of at most 1 MiB, without a byte order mark of UTF-8. Diagnoses a file that is missing, a
/// directory, or too large.
[[nodiscard]] std::optional<std::string> read_text_file(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Whether `text` is UTF-8 without control characters other than tab and line ends; diagnoses the first byte that is
/// not. `has_lines`: whether locations carry line and column.
[[nodiscard]] bool is_plain_text(const std::string& text, const std::string& file, bool has_lines,
                                 Diagnostics& diagnostics);

}  // namespace deltasim::config
