// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/table.hpp"

// What render() calls: one renderer and one way of escaping text for each format. Rows are as long as the columns.

namespace deltasim::report
{

[[nodiscard]] std::string text_of(const std::vector<Table>& tables);
[[nodiscard]] std::string csv_of(const std::vector<Table>& tables);
[[nodiscard]] std::string json_of(const std::vector<Table>& tables);
[[nodiscard]] std::string markdown_of(const std::vector<Table>& tables);
[[nodiscard]] std::string latex_of(const std::vector<Table>& tables);

/// Quoted as in RFC 4180 where it must be; text alone, to a spreadsheet too.
[[nodiscard]] std::string csv_escaped(std::string_view text);
/// One line that Markdown shows as it is, inside a table cell or outside.
[[nodiscard]] std::string markdown_escaped(std::string_view text);
/// One line that LaTeX sets as it is, at the start of a table row too.
[[nodiscard]] std::string latex_escaped(std::string_view text);
/// JSON as it is, but that what stands in strings and is not plain is escaped: DEL, the C1 controls, marks of
/// direction.
[[nodiscard]] std::string json_escaped(std::string_view json);

}  // namespace deltasim::report
