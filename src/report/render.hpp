// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/enum_names.hpp"
#include "report/table.hpp"

// Renders tables in one of five formats. Text, Markdown and LaTeX are for people: numbers are rounded and grouped. CSV
// and JSON are for programs: they have every digit and the column keys.

namespace deltasim::report
{

enum class Format : std::uint8_t { text, csv, json, markdown, latex };

inline constexpr EnumNames<Format, 5> format_names{{"text", "csv", "json", "markdown", "latex"}};

[[nodiscard]] constexpr std::string_view name_of(Format format) { return format_names[format]; }

/// The format with this name, or nothing.
[[nodiscard]] std::optional<Format> format_named(std::string_view name);

/// The tables, one after the other. The result ends with a newline, and no line ends with a space. Without tables it is
/// empty, or an empty array in JSON. Throws std::logic_error for a row of the wrong length or a column key used twice.
/// `all_columns`: includes the columns that people must ask for.
[[nodiscard]] std::string render(const std::vector<Table>& tables, Format format, bool all_columns = false);

/// One table as JSON: an object with its `columns`, by their keys, and its `rows`.
[[nodiscard]] std::string json_of_table(const Table& table);

}  // namespace deltasim::report
