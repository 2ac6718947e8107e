// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/results/simulation_json.hpp"

// Simulates and prices the points that need the same simulation.

namespace deltasim::experiment
{

/// The result of a point, in the texts that a store keeps.
struct PointResult {
    std::string failure;  ///< why there is no result; empty if there is one
    std::string report;   ///< see PointReport
    config::ConfigurationTexts configuration;
};

struct SimulatedPoints {
    std::string simulation;  ///< see kept_simulation()
    std::vector<PointResult> points;
};

/// Simulates once and prices every point, in their order. Throws what execute_run() throws. Call this once per process.
[[nodiscard]] SimulatedPoints simulate_points(config::SweepLoader& loader, const std::vector<const SweptPoint*>& points,
                                              const PointOptions& options,
                                              const std::function<void(std::uint64_t steps)>& progress);

/// Prices a point whose simulation is known. An error becomes the failure of the point. But if the simulation fails the
/// self-checks of a run, throws DamagedResult.
[[nodiscard]] PointResult price_point(config::SweepLoader& loader, const SweptPoint& point, const PointOptions& options,
                                      const sim::SimulationResult& simulation);

/// Packs simulated points into one text, for another process.
[[nodiscard]] std::string packed(const SimulatedPoints& simulated);
/// The points that packed() made into this text.
[[nodiscard]] SimulatedPoints unpacked(std::string_view text);

}  // namespace deltasim::experiment
