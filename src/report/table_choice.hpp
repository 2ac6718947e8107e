// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "report/table.hpp"

// Some tables of several, and some of their columns.

namespace deltasim::report
{

/// The table's name, or what its title begins with in the form of one: `operand_accesses`.
[[nodiscard]] std::string name_of(const Table& table);

/// The tables that have any of these columns, with those that they have, in the order asked for. Notes are left out.
[[nodiscard]] std::vector<Table> with_columns(const std::vector<Table>& tables, const std::vector<std::string>& keys);

/// The keys of all columns, each once.
[[nodiscard]] std::vector<std::string> column_keys(const std::vector<Table>& tables);

}  // namespace deltasim::report
