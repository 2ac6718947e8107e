// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// Tables whose rows are JSON objects.

namespace deltasim::experiment
{

/// Text, a number, or an empty cell for null.
[[nodiscard]] report::Cell cell_of(const Json& value);

/// What a cell of this value shows, numbers in full; `-` for null.
[[nodiscard]] std::string text_of(const Json& value);

/// The value of a row's key, or null.
[[nodiscard]] Json value_at(const Json& row, const std::string& key);

/// A row for each element of `rows`, its cells taken by the columns' keys; a key that is not there is an empty cell.
[[nodiscard]] report::Table table_of(const std::string& title, const std::vector<report::Column>& columns,
                                     const Json& rows);

}  // namespace deltasim::experiment
