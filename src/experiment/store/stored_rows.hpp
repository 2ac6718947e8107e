// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/results/json.hpp"
#include "experiment/results/savings_row.hpp"
#include "experiment/store/results_store.hpp"

// Stored points as rows of the savings table.

namespace deltasim::experiment
{

/// Simulations of a store, each read once.
class StoredSimulations
{
public:
    explicit StoredSimulations(ResultsStore& store) : store_(store) {}

    /// By its hash. Throws DamagedResult.
    const sim::SimulationResult& of(const std::string& hash);

private:
    ResultsStore& store_;
    std::map<std::string, sim::SimulationResult> read_;
};

/// A row a point, in the points' order. A row's savings are over the point of its group, among these points, that has
/// the baseline as its schedule: the point's own baseline, or `baseline` if that is not empty.
[[nodiscard]] StoredResult stored_rows(const std::vector<StoredPoint>& points, const std::string& baseline);

/// With stable names: add, do not rename.
[[nodiscard]] Json stored_json(const StoredResult& stored);

/// Every point of this model version, by model, processor, costs and columns, a group's baseline first.
[[nodiscard]] std::vector<StoredPoint> all_points(ResultsStore& store);

}  // namespace deltasim::experiment
