// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/savings_row.hpp"
#include "experiment/run/run.hpp"

// Compares every model on every processor under every schedule, and computes savings over the baseline. Runs that need
// the same simulation share one, in a process of its own.

namespace deltasim::experiment
{

/// A run of an experiment.
struct RunName {
    std::string model;
    std::string processor;
    std::string schedule;

    friend auto operator<=>(const RunName&, const RunName&) = default;
};

/// A mapping, or the reason why there is none.
struct SearchOutcome {
    std::optional<SearchedMapping> found;
    std::string failure;
};
using SearchedMappings = std::map<RunName, SearchOutcome>;

/// Calls `visit(request)` for every run of a comparison; for each model and processor the baseline comes first.
void for_each_run(const config::ExperimentConfig& experiment, const std::function<void(const RunRequest&)>& visit);

struct CompareOptions {
    std::uint64_t jobs = 1;  ///< processes at a time
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;  ///< a run that is too long for the step engine becomes a row with an error
    std::string version;
    SearchedMappings searched{};  ///< the mappings of all runs, if the experiment's mapping is `best`
};

/// The progress of the runs that are not refused; steps that runs share count once.
struct CompareProgress {
    std::uint64_t runs_done = 0;
    std::uint64_t runs = 0;
    std::uint64_t steps_done = 0;
    std::uint64_t steps = 0;
    std::optional<double> seconds_left{};
};

struct Comparison {
    ComparisonResult result;
    std::vector<std::string> failures;  ///< why runs started but did not finish
};

/// With stable names: add, do not rename.
[[nodiscard]] Json comparison_json(const ComparisonResult& comparison);

/// For each model and processor the row of the baseline comes first, even if the experiment's schedules do not include
/// it. A pair that cannot be run is a row with `error` and null figures. Throws Interrupted.
[[nodiscard]] Comparison compare(const config::ExperimentConfig& experiment, const CompareOptions& options,
                                 const std::function<void(const CompareProgress&)>& on_progress);

}  // namespace deltasim::experiment
