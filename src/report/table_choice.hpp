// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "report/table.hpp"

// Chooses some of several tables, and some of their columns.

namespace deltasim::report
{

/// The table's name, or the beginning of its title written as a name: `operand_accesses`.
[[nodiscard]] std::string name_of(const Table& table);

/// The tables that have any of these columns, with only these columns, in the order in which they were asked for. Notes
/// are left out.
[[nodiscard]] std::vector<Table> with_columns(const std::vector<Table>& tables, const std::vector<std::string>& keys);

/// The keys of all columns; each key once.
[[nodiscard]] std::vector<std::string> column_keys(const std::vector<Table>& tables);

}  // namespace deltasim::report
