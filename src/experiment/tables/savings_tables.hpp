// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/tables/columns.hpp"
#include "report/table.hpp"

// Tables that compare schedules with a baseline.

namespace deltasim::experiment
{

/// True if rows, or tables of rows, have this key, apart from the rows' own columns.
[[nodiscard]] bool is_row_key(const std::string& key);

/// The keys of columns that rows have, known before there are rows; the rows' own columns come in addition.
[[nodiscard]] std::vector<std::string> column_keys();

/// Every column of rows that can be chosen by its key: fields that fit into a cell, the rows' own columns, and columns
/// that only tables have, such as accesses by level.
[[nodiscard]] std::vector<ColumnOf<SavingsRow>> known_columns(const std::vector<SavingsRow>& rows);

/// The columns of the savings tables of these rows, in their order; tables of another unit have the same. `own`: the
/// names of the rows' own columns among them. `unit`: of the energies.
[[nodiscard]] std::vector<ColumnOf<SavingsRow>> savings_columns(const std::vector<SavingsRow>& rows,
                                                                const std::vector<std::string>& own,
                                                                const std::string& unit);

/// True if some energy is not in pJ.
[[nodiscard]] bool any_other_unit(const std::vector<SavingsRow>& rows);

/// The unit of a row's energies, for programs: people read it in the headers.
[[nodiscard]] ColumnOf<SavingsRow> unit_column();

/// Marks models with assumed figures, and processors with assumed figures of their own or in their cost tables. `rows`:
/// the rows of the table.
void mark_assumed(report::Table& table, const std::vector<SavingsRow>& rows);

/// The units of the rows' energies, each once, in the order of the rows; `pJ` if no row has energies.
[[nodiscard]] std::vector<std::string> units_of(const std::vector<SavingsRow>& rows);

/// The rows grouped by the unit of their energies, in that order: energies of different units never share a column.
/// Rows without energies are in the group of their cost table, or in the first.
[[nodiscard]] std::vector<std::vector<SavingsRow>> by_unit(const std::vector<SavingsRow>& rows);

/// The savings table of a comparison, one for each unit of energy.
[[nodiscard]] std::vector<report::Table> comparison_tables(const ComparisonResult& comparison);

/// The savings table of stored points, one for each unit of energy.
[[nodiscard]] std::vector<report::Table> stored_tables(const StoredResult& stored);

}  // namespace deltasim::experiment
