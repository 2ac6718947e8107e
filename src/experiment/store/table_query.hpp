// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/json.hpp"
#include "experiment/results/savings_row.hpp"
#include "report/table.hpp"

// A query of stored rows: which rows, which columns, in which order, or as a pivot.

namespace deltasim::experiment
{

struct TableQuery {
    std::vector<std::string> columns{};     ///< keys; empty: those of the savings table
    std::vector<std::string> conditions{};  ///< see row_condition(); all must hold
    std::vector<std::string> sort{};        ///< keys; `-KEY` sorts from the largest; missing values come last
    std::vector<std::string> pareto{};      ///< keys of figures: only the Pareto front of these figures is kept
    std::vector<std::string> pivot{};       ///< empty, or the keys of rows, of columns and of values
};

struct QueryResult {
    Json json;  ///< {"columns", "rows"}, or for a pivot {"pivot", "rows"}
    std::vector<report::Table> tables;
    std::vector<SavingsRow> rows;      ///< the chosen rows
    std::vector<std::string> remarks;  ///< on the query, one line each
};

/// The places of the rows that meet all conditions; see row_condition(). Throws InputError.
[[nodiscard]] std::vector<std::size_t> matching_rows(const StoredResult& stored,
                                                     const std::vector<std::string>& conditions);

/// A pivot of savings leaves out the baselines' own rows. Refuses a pivot in which a cell has several values. Throws
/// InputError, which names the option.
[[nodiscard]] QueryResult query(const StoredResult& stored, const TableQuery& asked);

}  // namespace deltasim::experiment
