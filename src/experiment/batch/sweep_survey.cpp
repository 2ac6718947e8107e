// SPDX-License-Identifier: MIT
#include "experiment/batch/sweep_survey.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "config/document/diagnostics.hpp"
#include "core/model_version.hpp"
#include "experiment/run/simulation_identity.hpp"
#include "experiment/run/zeros.hpp"
#include "experiment/tables/savings_tables.hpp"

namespace deltasim::experiment
{

namespace
{

SweptPoint swept_point(const config::SweepGroup& group, const std::string& schedule, const PointOptions& options,
                       KnownZeros& known_zeros)
{
    RunRequest run = request_of(group, schedule, options);
    known_zeros.give_to(run);
    const config::ConfigurationTexts& texts = group.texts;
    SweptPoint point;
    point.identity.group =
        hash_of(fmt::format("{}\n{}{}{}{}", model_version, texts.model, texts.processor, texts.costs, texts.training));
    point.identity.key = hash_of(fmt::format("{}\n{}", point.identity.group, schedule));
    point.identity.simulation = simulation_hash(run);
    point.identity.model = run.head.name;
    point.identity.processor = run.priced.processor.name;
    point.identity.costs = run.priced.costs.name;
    point.identity.schedule = schedule;
    point.identity.baseline = run.training.baseline;
    point.columns = group.columns;
    point.to_be_searched = run.placement.mapping.is_to_be_searched();
    const config::PlacementConfig placement = before_search(run.placement);
    const RunRequest request = with_placement(run, placement);
    try {
        const RunPlan plan = plan_run(request);
        point.steps = plan.steps;
        point.work = plan.work;
    } catch (const InputError&) {
        throw;
    } catch (const std::exception& refused) {
        point.refusal = refused.what();
    }
    return point;
}

/// Throws InputError if a column has the name of a key that every row has, since columns become keys of rows, too.
void refuse_taken_names(const config::SweepLoader& loader)
{
    std::vector<Diagnostic> diagnostics;
    for (const config::SweepColumn& column : loader.columns()) {
        if (!is_row_key(column.name)) continue;
        diagnostics.push_back({column.location, "columns." + column.name, "tables have a column of this name already"});
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
}

}  // namespace

std::string simulation_hash(const RunRequest& request)
{
    return hash_of(fmt::format("{}\n{}", model_version, simulation_identity(request)));
}

std::vector<SweptPoint> part_of(std::vector<SweptPoint> surveyed, const Shard& shard)
{
    std::erase_if(surveyed, [&](const SweptPoint& point) {
        return std::stoull(point.identity.simulation.substr(0, 16), nullptr, 16) % shard.count != shard.number - 1;
    });
    return surveyed;
}

RunRequest request_of(const config::SweepGroup& group, const std::string& schedule, const PointOptions& options)
{
    const config::ExperimentConfig& experiment = group.experiment;
    return {.head = experiment.models.front(),
            .priced = experiment.processors.front(),
            .training = experiment.training,
            .placement = experiment.placement,
            .schedule = *schedule::find_schedule(schedule),
            .engine = options.engine,
            .most_steps = options.most_steps,
            .experiment_file = experiment.location.file};
}

std::vector<SweptPoint> survey(config::SweepLoader& loader, const PointOptions& options,
                               const std::function<void(std::uint64_t)>& progress)
{
    refuse_taken_names(loader);
    std::vector<SweptPoint> points;
    std::set<std::string> keys;
    std::optional<config::Diagnostics> diagnostics;
    const auto take_note = [&](const InputError& error) {
        if (!diagnostics) diagnostics.emplace(error.diagnostics().front().location.file);
        diagnostics->add(error);
    };
    for (std::uint64_t number = 0; number < loader.size(); ++number) {
        progress(number);
        try {
            const std::optional<config::SweepGroup> group = loader.load(number);
            if (!group) continue;
            KnownZeros known_zeros;
            for (const std::string& schedule : group->schedules) {
                SweptPoint point;
                try {
                    point = swept_point(*group, schedule, options, known_zeros);
                } catch (const InputError& error) {  // other schedules may have more errors
                    take_note(error);
                    continue;
                }
                point.group = number;
                if (keys.insert(point.identity.key).second) points.push_back(std::move(point));
            }
        } catch (const InputError& error) {
            take_note(error);
        }
    }
    if (diagnostics) diagnostics->throw_if_any();
    loader.check_keys();
    return points;
}

}  // namespace deltasim::experiment
