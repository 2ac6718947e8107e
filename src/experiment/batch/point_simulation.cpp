// SPDX-License-Identifier: MIT
#include "experiment/batch/point_simulation.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/sweep/stored_mapping.hpp"
#include "experiment/batch/epoch_end.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/point_report.hpp"
#include "experiment/run/mapping_json.hpp"
#include "experiment/store/stored_report.hpp"

namespace deltasim::experiment
{

namespace
{

PointResult result_of(const RunReport& report, config::SweepGroup& group)
{
    return {"", kept_text(point_report(run_result(report, ""), report.work)), std::move(group.texts)};
}

/// The group of a point, with the point's own mapping if a search has found one.
config::SweepGroup group_of(config::SweepLoader& loader, const SweptPoint& point)
{
    config::SweepGroup group = loader.load(point.group).value();
    if (!point.searched) return group;
    group.experiment.placement.mapping = point.searched->mapping;
    group.texts.training = config::with_mapping(group.texts.training, mapping_json(point.searched->mapping).dump());
    return group;
}

RunRequest request_of(const config::SweepGroup& group, const SweptPoint& point, const PointOptions& options)
{
    RunRequest request = request_of(group, point.identity.schedule, options);
    if (point.searched) request.searched = point.searched->search;
    return request;
}

/// Appends the length of the text, as 16 hexadecimal digits, and the text.
void pack(std::string& packed, const std::string& text) { packed += fmt::format("{:016x}{}", text.size(), text); }

/// Takes the text that was packed first.
std::string unpack(std::string_view& packed)
{
    constexpr std::size_t header_size = 16;
    const std::size_t size = std::stoull(std::string(packed.substr(0, header_size)), nullptr, 16);
    std::string text(packed.substr(header_size, size));
    packed.remove_prefix(header_size + size);
    return text;
}

}  // namespace

SimulatedPoints simulate_points(config::SweepLoader& loader, const std::vector<const SweptPoint*>& points,
                                const PointOptions& options, const std::function<void(std::uint64_t)>& progress)
{
    const SweptPoint& first = *points.front();
    config::SweepGroup group = group_of(loader, first);
    const RunRequest request = request_of(group, first, options);
    const RunPlan plan = plan_run(request);
    const RunReport report = execute_run(request, plan, progress, epoch_end(request, progress));
    SimulatedPoints simulated{kept_text(report.simulation), {result_of(report, group)}};
    for (std::size_t i = 1; i < points.size(); ++i) {
        try {
            simulated.points.push_back(price_point(loader, *points[i], options, report.simulation));
        } catch (const DamagedResult& error) {
            simulated.points.push_back({error.what(), "", {}});
        }
    }
    return simulated;
}

PointResult price_point(config::SweepLoader& loader, const SweptPoint& point, const PointOptions& options,
                        const sim::SimulationResult& simulation)
{
    try {
        config::SweepGroup group = group_of(loader, point);
        const RunRequest request = request_of(group, point, options);
        return result_of(report_stored(request, plan_run(request), simulation), group);
    } catch (const DamagedResult&) {
        throw;
    } catch (const std::exception& error) {
        return {error.what(), "", {}};
    }
}

std::string packed(const SimulatedPoints& simulated)
{
    std::string text;
    pack(text, simulated.simulation);
    for (const PointResult& point : simulated.points) {
        const config::ConfigurationTexts& of = point.configuration;
        for (const std::string& part : {point.failure, point.report, of.model, of.processor, of.costs, of.training}) {
            pack(text, part);
        }
    }
    return text;
}

SimulatedPoints unpacked(std::string_view text)
{
    SimulatedPoints simulated;
    simulated.simulation = unpack(text);
    while (!text.empty()) {
        PointResult& point = simulated.points.emplace_back();
        config::ConfigurationTexts& of = point.configuration;
        for (std::string* part : {&point.failure, &point.report, &of.model, &of.processor, &of.costs, &of.training}) {
            *part = unpack(text);
        }
    }
    return simulated;
}

}  // namespace deltasim::experiment
