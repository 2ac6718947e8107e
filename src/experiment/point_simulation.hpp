// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiment/run_json.hpp"
#include "experiment/simulation_json.hpp"
#include "experiment/sweep_survey.hpp"

// What is done for points that need one and the same simulation.

namespace deltasim
{

/// Simulates once and prices every point: {"simulation", "points"}, the points in their order, each as of price_point()
/// or {"failure"}. Throws what execute_run() throws. One a process.
[[nodiscard]] Json simulate_points(SweepLoader& loader, const std::vector<const SweptPoint*>& points,
                                   const PointOptions& options,
                                   const std::function<void(std::uint64_t steps)>& progress);

/// Prices a point whose simulation is known: {"report", "configuration"}, the report being what of run_json() is the
/// point's alone, its energy above all.
[[nodiscard]] Json price_point(SweepLoader& loader, const SweptPoint& point, const PointOptions& options,
                               const SimulationResult& simulation);

/// The configuration of a point as price_point() gives it.
[[nodiscard]] ConfigurationTexts texts_from(const Json& configuration);

}  // namespace deltasim
