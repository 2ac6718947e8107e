// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/store/results_store.hpp"
#include "machine/cost_table.hpp"

// Prices stored counts with other cost tables.

namespace deltasim::experiment
{

struct RepricingOptions {
    std::vector<machine::CostTable> tables;  ///< empty: the table of each point
    std::string baseline;                    ///< empty: the baseline of each point
    bool uncertainty = false;                ///< rows get ranges
};

/// Rows as stored_rows() makes them: every point of this model version under every table. A point that is stored with
/// several prices has only one row for each table. A point that did not end well, or that a table cannot price, has a
/// row with `error`. A damaged point has no row: see ResultsStore::damage(). Throws StoreError.
[[nodiscard]] StoredResult repriced_rows(ResultsStore& store, const RepricingOptions& options);

}  // namespace deltasim::experiment
