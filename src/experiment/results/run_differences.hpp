// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_json.hpp"

// Why one run takes more energy than another.

namespace deltasim::experiment
{

/// What of two runs' energies differs, the largest difference first: reads and writes of a tensor in a memory, and the
/// parts that no access is booked to. Rows {"what", "tensor", "memory", "direction", "from_pj", "to_pj", "change_pj"},
/// the middle three null where the row is such a part; their changes sum to the difference of the totals.
[[nodiscard]] Json energy_differences(const Json& from, const Json& to);

}  // namespace deltasim::experiment
