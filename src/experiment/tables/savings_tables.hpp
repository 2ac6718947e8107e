// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/tables/columns.hpp"
#include "report/table.hpp"

// Schedules set against a baseline, as tables.

namespace deltasim::experiment
{

/// Whether a row, or a table of rows, has this key whatever the rows' own columns are.
[[nodiscard]] bool is_row_key(const std::string& key);

/// The keys of columns that rows can be asked for before they are there; their own columns come beside them.
[[nodiscard]] std::vector<std::string> column_keys();

/// Every column that can be asked of rows by its key: the fields that fit a cell, the rows' own columns, and what
/// tables alone have, such as accesses by level.
[[nodiscard]] std::vector<ColumnOf<SavingsRow>> known_columns(const std::vector<SavingsRow>& rows);

/// The columns of the savings tables of these rows, in their order: those of another unit have the same. `own`: names
/// of the rows' own columns among them. `unit`: of the energies.
[[nodiscard]] std::vector<ColumnOf<SavingsRow>> savings_columns(const std::vector<SavingsRow>& rows,
                                                                const std::vector<std::string>& own,
                                                                const std::string& unit);

/// Whether an energy is not in pJ.
[[nodiscard]] bool any_other_unit(const std::vector<SavingsRow>& rows);

/// The unit of a row's energies, for programs: people read it in the headers.
[[nodiscard]] ColumnOf<SavingsRow> unit_column();

/// A mark at the model whose own figures are assumptions, and at the processor where its or its costs' are. `rows`:
/// those of the table.
void mark_assumed(report::Table& table, const std::vector<SavingsRow>& rows);

/// The units of the rows' energies, each once, in the order of the rows; `pJ` where no row has any.
[[nodiscard]] std::vector<std::string> units_of(const std::vector<SavingsRow>& rows);

/// The rows by the unit of their energies, in that order: energies of different units never share a column. Rows
/// without any are with those of their costs, or with the first.
[[nodiscard]] std::vector<std::vector<SavingsRow>> by_unit(const std::vector<SavingsRow>& rows);

/// The savings table of a comparison, one for each unit of energy.
[[nodiscard]] std::vector<report::Table> comparison_tables(const ComparisonResult& comparison);

/// The savings table of stored points, one for each unit of energy.
[[nodiscard]] std::vector<report::Table> stored_tables(const StoredResult& stored);

}  // namespace deltasim::experiment
