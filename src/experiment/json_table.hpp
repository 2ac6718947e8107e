// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/run_json.hpp"
#include "report/table.hpp"

// Tables whose rows are JSON objects.

namespace deltasim
{

/// Text, a number, or an empty cell for null.
[[nodiscard]] Cell cell_of(const Json& value);

/// A row for each element of `rows`, its cells taken by the columns' keys; a key that is not there is an empty cell.
[[nodiscard]] Table table_of(const std::string& title, const std::vector<Column>& columns, const Json& rows);

}  // namespace deltasim
