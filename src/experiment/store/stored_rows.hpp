// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/results/run_json.hpp"
#include "experiment/store/results_store.hpp"

// Stored points as rows of the savings table.

namespace deltasim::experiment
{

/// Whether a row, or a table of rows, has this key whatever the points' own columns are.
[[nodiscard]] bool is_row_key(const std::string& key);

/// Simulations of a store, each read once.
class StoredSimulations
{
public:
    explicit StoredSimulations(ResultsStore& store) : store_(store) {}

    /// By its hash. Throws StoreError.
    const sim::SimulationResult& of(const std::string& hash);

private:
    ResultsStore& store_;
    std::map<std::string, sim::SimulationResult> read_;
};

/// {"columns": names of the points' own columns, "rows"}: a row a point, in the points' order, with the keys of
/// `compare`, `costs`, `baseline`, `energy_unit`, `notes` and the columns. A row's savings are over the point of its
/// group, among these points, that has the baseline as its schedule: the point's own baseline, or `baseline` if that is
/// not empty. Throws StoreError, which names `store`, the points' file.
[[nodiscard]] Json stored_rows(const std::vector<StoredPoint>& points, const std::string& baseline,
                               const std::filesystem::path& store);

/// What the store holds is not what was put there. Throws StoreError.
[[noreturn]] void refuse_damaged(const std::filesystem::path& store, const Json::exception& error);

/// Every point of this model version, by model, processor, costs and columns, a group's baseline first.
[[nodiscard]] std::vector<StoredPoint> all_points(ResultsStore& store);

}  // namespace deltasim::experiment
