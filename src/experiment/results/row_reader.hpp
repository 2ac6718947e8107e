// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/json.hpp"
#include "experiment/results/savings_row.hpp"

// Reads rows of the savings table from the JSON of `compare`, `sweep` and `table`.

namespace deltasim::experiment
{

/// {"rows"}, and for stored points also {"columns"}. Throws DamagedResult.
[[nodiscard]] StoredResult rows_in(const Json& json);

}  // namespace deltasim::experiment
