// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/run_json.hpp"
#include "experiment/store/results_store.hpp"
#include "machine/cost_table.hpp"

// Other prices on stored counts.

namespace deltasim::experiment
{

struct RepricingOptions {
    std::vector<machine::CostTable> tables;  ///< none: each point's own
    std::string baseline;                    ///< empty: each point's own
    bool uncertainty = false;  ///< rows get `energy_pj_low`, `energy_pj_high`, `saving_x_low`, `saving_x_high`
};

/// Rows as of stored_rows(): every finished point of this model version under every table, each once however many
/// prices it is stored with. A point that a table cannot price is a row with `error`. Throws StoreError.
[[nodiscard]] Json repriced_rows(ResultsStore& store, const RepricingOptions& options);

}  // namespace deltasim::experiment
