// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "sim/simulate.hpp"

// What a simulation counted as a text that gives it back exactly, to be kept and priced again.

namespace deltasim::experiment
{

/// Everything but values.
[[nodiscard]] std::string kept_text(const sim::SimulationResult& simulation);

/// The simulation that the text was made of. Throws DamagedResult for another.
[[nodiscard]] sim::SimulationResult kept_simulation(const std::string& text);

}  // namespace deltasim::experiment
