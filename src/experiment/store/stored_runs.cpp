// SPDX-License-Identifier: MIT
#include "experiment/store/stored_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "config/sweep/stored_experiment.hpp"
#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/run_row.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/stored_report.hpp"
#include "experiment/store/stored_rows.hpp"
#include "model/placement.hpp"

namespace deltasim::experiment
{

namespace
{

/// `own`: the experiment of the point alone.
RunResult run_of(const StoredPoint& point, const config::ExperimentConfig& own, const sim::SimulationResult& simulation,
                 const std::string& file, const std::string& version)
{
    RunRequest request{.head = own.models.front(),
                       .priced = own.processors.front(),
                       .training = own.training,
                       .placement = own.placement,
                       .schedule = *schedule::find_schedule(point.identity.schedule),
                       .experiment_file = file};
    if (point.report && point.report->figures.mapping_search) request.searched = *point.report->figures.mapping_search;
    return run_result(report_stored(request, plan_run(request), simulation), version);
}

}  // namespace

std::optional<StoredRuns> stored_runs(ResultsStore& store, const std::vector<StoredPoint>& points,
                                      const config::SearchPath& search_path, const config::KnownNames& known,
                                      const std::string& version)
{
    std::vector<std::string> schedules;
    for (const StoredPoint& point : points) schedules.push_back(point.identity.schedule);
    const std::string file = store.file().string();
    const auto experiment_of = [&](const StoredPoint& point, const std::vector<std::string>& with) {
        return config::stored_experiment(store.configuration(point.identity.key), with, file, search_path, known);
    };
    StoredRuns stored;
    stored.comparison.baseline = schedules.front();
    StoredSimulations simulations(store);
    for (const StoredPoint& point : points) {
        const auto leave_out = [&](const std::exception& error) {
            store.add_damage(point.identity, fmt::format("its configuration: {}", error.what()));
        };
        try {
            if (&point == &points.front()) stored.experiment = experiment_of(point, schedules);
            // The points of a group differ in their mappings if a mapping was searched for each of them.
            const config::ExperimentConfig own = experiment_of(point, {point.identity.schedule});
            stored.comparison.runs.push_back(
                run_of(point, own, simulations.of(point.identity.simulation), file, version));
        } catch (const DamagedResult& damaged) {
            store.add_damage(point.identity, damaged.what());
        } catch (const InputError& error) {
            leave_out(error);
        } catch (const model::PlacementError& error) {
            leave_out(error);
        } catch (const TooManySteps& error) {
            leave_out(error);
        } catch (const OverflowError& error) {
            leave_out(error);
        }
        if (stored.comparison.runs.empty()) return std::nullopt;
    }
    for (const RunResult& run : stored.comparison.runs) {
        ComparedRow row;
        static_cast<SavingsRow&>(row) = run_row(run, &stored.comparison.runs.front());
        stored.comparison.rows.push_back(std::move(row));
    }
    return stored;
}

}  // namespace deltasim::experiment
