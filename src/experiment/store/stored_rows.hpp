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

/// The simulations of a store; each is read once.
class StoredSimulations
{
public:
    explicit StoredSimulations(ResultsStore& store) : store_(store) {}

    /// The simulation with this hash. Throws DamagedResult.
    const sim::SimulationResult& of(const std::string& hash);

private:
    ResultsStore& store_;
    std::map<std::string, sim::SimulationResult> read_;
};

/// One row for each point, in their order. The savings of a row are relative to the point of its group, among these
/// points, whose schedule is the baseline: the point's own baseline, or `baseline` if that is not empty.
[[nodiscard]] StoredResult stored_rows(const std::vector<StoredPoint>& points, const std::string& baseline);

/// Names are stable: add, do not rename.
[[nodiscard]] Json stored_json(const StoredResult& stored);

/// Every point of this model version, sorted by model, processor, costs and columns; the baseline of a group comes
/// first.
[[nodiscard]] std::vector<StoredPoint> all_points(ResultsStore& store);

}  // namespace deltasim::experiment
