// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// Schedules set against a baseline, as tables made from their JSON.

namespace deltasim::experiment
{

/// A row of a comparison or of stored_rows() with the keys that its table has besides: accesses and bytes by level,
/// figures of an epoch, where the time goes.
[[nodiscard]] Json with_table_keys(Json row);

/// The savings table of a comparison.
[[nodiscard]] std::vector<report::Table> comparison_tables(const Json& comparison);

/// The savings table of stored points, made of stored_rows().
[[nodiscard]] std::vector<report::Table> stored_tables(const Json& stored);

}  // namespace deltasim::experiment
