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

// Tables become text in one of five formats: text, Markdown and LaTeX are for people, with numbers rounded and
// grouped; CSV and JSON are for programs, with every digit and the column keys.

namespace deltasim::report
{

enum class Format : std::uint8_t { text, csv, json, markdown, latex };

inline constexpr EnumNames<Format, 5> format_names{{"text", "csv", "json", "markdown", "latex"}};

[[nodiscard]] constexpr std::string_view name_of(Format format) { return format_names[format]; }

/// The format of that name, or nothing.
[[nodiscard]] std::optional<Format> format_named(std::string_view name);

/// The tables, one after the other. The result ends with a newline and no line of it with a space; it is empty
/// when there is no table, except in JSON, where it is an empty array. Throws std::logic_error for a row of the
/// wrong length or a column key used twice. `all_columns`: those that people have to ask for, too.
[[nodiscard]] std::string render(const std::vector<Table>& tables, Format format, bool all_columns = false);

/// One table as JSON: an object of its `columns`, by their keys, and its `rows`.
[[nodiscard]] std::string json_of_table(const Table& table);

}  // namespace deltasim::report
