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
    StoredRuns stored;
    stored.experiment = config::stored_experiment(store.configuration(points.front().identity.key), schedules,
                                                  store.file().string(), search_path, known);
    stored.comparison.baseline = schedules.front();
    StoredSimulations simulations(store);
    for (const StoredPoint& point : points) {
        const RunRequest request{.head = stored.experiment.models.front(),
                                 .priced = stored.experiment.processors.front(),
                                 .training = stored.experiment.training,
                                 .placement = stored.experiment.placement,
                                 .schedule = *schedule::find_schedule(point.identity.schedule),
                                 .experiment_file = store.file().string()};
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
