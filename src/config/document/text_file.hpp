// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/document/diagnostics.hpp"

// Reads the bytes of an input file, and refuses early what cannot be YAML.

namespace deltasim::config
{

/// Says why a path cannot be an input file, such as `no such file`; nothing if it can be opened.
[[nodiscard]] std::optional<std::string> unreadable(const std::filesystem::path& file);

/// The text of a file of at most 1 MiB, without a byte order mark of UTF-8. Diagnoses a file that is missing, a
/// directory, or too large.
[[nodiscard]] std::optional<std::string> read_text_file(const std::filesystem::path& file, Diagnostics& diagnostics);

/// True if `text` is UTF-8 without control characters other than tab and line ends. Diagnoses the first byte that
/// breaks this. `has_lines`: locations carry line and column.
[[nodiscard]] bool is_plain_text(const std::string& text, const std::string& file, bool has_lines,
                                 Diagnostics& diagnostics);

}  // namespace deltasim::config
