// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/json.hpp"
#include "experiment/results/savings_row.hpp"

// Rows of the savings table out of the JSON of `compare`, `sweep` and `table`.

namespace deltasim::experiment
{

/// {"rows"}, and of stored points {"columns"}. Throws DamagedResult.
[[nodiscard]] StoredResult rows_in(const Json& json);

}  // namespace deltasim::experiment
