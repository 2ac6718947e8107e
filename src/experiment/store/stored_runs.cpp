// SPDX-License-Identifier: MIT
#include "experiment/store/stored_runs.hpp"

#include <algorithm>

#include "config/sweep/stored_experiment.hpp"
#include "experiment/results/run_row.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/stored_rows.hpp"

namespace deltasim::experiment
{

StoredRuns stored_runs(ResultsStore& store, const std::vector<StoredPoint>& points,
                       const config::SearchPath& search_path, const config::KnownNames& known,
                       const std::string& version)
{
    std::vector<std::string> schedules;
    for (const StoredPoint& point : points) schedules.push_back(point.identity.schedule);
    const auto experiment_of = [&](const StoredPoint& point, const std::vector<std::string>& with) {
        return config::stored_experiment(store.configuration(point.identity.key), with, store.file().string(),
                                         search_path, known);
    };
    StoredRuns stored;
    stored.experiment = experiment_of(points.front(), schedules);
    stored.comparison.baseline = schedules.front();
    StoredSimulations simulations(store);
    for (const StoredPoint& point : points) {
        // Points of a group differ in mappings that were searched for each.
        const config::ExperimentConfig own = experiment_of(point, {point.identity.schedule});
        RunRequest request{.head = own.models.front(),
                           .priced = own.processors.front(),
                           .training = own.training,
                           .placement = own.placement,
                           .schedule = *schedule::find_schedule(point.identity.schedule),
                           .experiment_file = store.file().string()};
        if (point.report && point.report->figures.mapping_search) {
            request.searched = *point.report->figures.mapping_search;
        }
        const RunReport report = report_run(request, plan_run(request), simulations.of(point.identity.simulation));
        stored.comparison.runs.push_back(run_result(report, version));
    }
    for (const RunResult& run : stored.comparison.runs) {
        ComparedRow row;
        static_cast<SavingsRow&>(row) = run_row(run, &stored.comparison.runs.front());
        stored.comparison.rows.push_back(std::move(row));
    }
    return stored;
}

}  // namespace deltasim::experiment
