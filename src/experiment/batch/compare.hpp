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

// Every model on every processor under every schedule, and their savings over the baseline. What needs the same
// simulation is simulated once, in a process of its own.

namespace deltasim::experiment
{

/// A run of an experiment.
struct RunName {
    std::string model;
    std::string processor;
    std::string schedule;

    friend auto operator<=>(const RunName&, const RunName&) = default;
};

/// A mapping, or why there is none.
struct SearchOutcome {
    std::optional<SearchedMapping> found;
    std::string failure;
};
using SearchedMappings = std::map<RunName, SearchOutcome>;

/// Calls `visit(request)` for every run of a comparison, the baseline first of those of its model and processor.
void for_each_run(const config::ExperimentConfig& experiment, const std::function<void(const RunRequest&)>& visit);

struct CompareOptions {
    std::uint64_t jobs = 1;  ///< processes at a time
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;  ///< a run too long for the step engine becomes a row with an error
    std::string version;
    SearchedMappings searched{};  ///< of all runs, where the experiment's mapping is `best`
};

/// How far the runs that are not refused are; steps that they share count once.
struct CompareProgress {
    std::uint64_t runs_done = 0;
    std::uint64_t runs = 0;
    std::uint64_t steps_done = 0;
    std::uint64_t steps = 0;
    std::optional<double> seconds_left{};
};

struct Comparison {
    ComparisonResult result;
    std::vector<std::string> failures;  ///< of runs that started and did not finish
};

/// With stable names: add, do not rename.
[[nodiscard]] Json comparison_json(const ComparisonResult& comparison);

/// The baseline's own rows are included, first of their model and processor, even where the experiment's schedules
/// leave it out. A pair that cannot be run is a row with `error` and null figures. Throws Interrupted.
[[nodiscard]] Comparison compare(const config::ExperimentConfig& experiment, const CompareOptions& options,
                                 const std::function<void(const CompareProgress&)>& on_progress);

}  // namespace deltasim::experiment
