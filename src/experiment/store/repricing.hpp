// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/store/results_store.hpp"
#include "machine/cost_table.hpp"

// Other prices on stored counts.

namespace deltasim::experiment
{

struct RepricingOptions {
    std::vector<machine::CostTable> tables;  ///< none: each point's own
    std::string baseline;                    ///< empty: each point's own
    bool uncertainty = false;                ///< rows get ranges
};

/// Rows as of stored_rows(): every point of this model version under every table, each once however many prices it is
/// stored with. One that has not ended well, or that a table cannot price, is a row with `error`; a damaged one is
/// none, see ResultsStore::damage(). Throws StoreError.
[[nodiscard]] StoredResult repriced_rows(ResultsStore& store, const RepricingOptions& options);

}  // namespace deltasim::experiment
