// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "sim/simulate.hpp"

// The counts of a simulation as a text that restores them exactly, so that they can be kept and priced again.

namespace deltasim::experiment
{

/// Everything except values.
[[nodiscard]] std::string kept_text(const sim::SimulationResult& simulation);

/// The simulation from which the text was made. Throws DamagedResult for other texts.
[[nodiscard]] sim::SimulationResult kept_simulation(const std::string& text);

}  // namespace deltasim::experiment
