// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/table.hpp"

// What render() calls: for each format one renderer and one function that escapes text. Rows have as many cells as
// there are columns.

namespace deltasim::report
{

[[nodiscard]] std::string text_of(const std::vector<Table>& tables);
[[nodiscard]] std::string csv_of(const std::vector<Table>& tables);
[[nodiscard]] std::string json_of(const std::vector<Table>& tables);
[[nodiscard]] std::string markdown_of(const std::vector<Table>& tables);
[[nodiscard]] std::string latex_of(const std::vector<Table>& tables);

/// Quoted as in RFC 4180 if necessary; a spreadsheet also takes it as text.
[[nodiscard]] std::string csv_escaped(std::string_view text);
/// One line that Markdown shows unchanged, inside a table cell or outside.
[[nodiscard]] std::string markdown_escaped(std::string_view text);
/// One line that LaTeX typesets unchanged, also at the start of a table row.
[[nodiscard]] std::string latex_escaped(std::string_view text);
/// The JSON with those characters in its strings escaped that are not plain: DEL, the C1 controls, direction marks.
[[nodiscard]] std::string json_escaped(std::string_view json);

}  // namespace deltasim::report
