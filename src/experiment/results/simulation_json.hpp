// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include "sim/simulate.hpp"

// What a simulation counted as JSON that gives it back exactly, to be kept and priced again.

namespace deltasim::experiment
{

/// Everything but values.
[[nodiscard]] nlohmann::ordered_json simulation_json(const sim::SimulationResult& simulation);

/// The simulation that the JSON was made of. Throws nlohmann::json::exception for other JSON.
[[nodiscard]] sim::SimulationResult simulation_from(const nlohmann::ordered_json& json);

}  // namespace deltasim::experiment
