// SPDX-License-Identifier: MIT
#include "experiment/point_simulation.hpp"

#include "experiment/run_figures.hpp"

namespace deltasim
{

namespace
{

Json report_json(const RunReport& report)
{
    const Json run = run_json(report, "");
    Json json = Json::object();
    for (const char* const key : {"precision", "batch", "classes", "energy_pj", "energy_unit", "dram_energy_pj",
                                  "bounds", "assumed", "notes"}) {
        if (run.contains(key)) json[key] = run[key];
    }
    json["figures"] = run_figures(run);
    return json;
}

Json point_json(const RunReport& report, const SweepGroup& group)
{
    const ConfigurationTexts& texts = group.texts;
    return {{"report", report_json(report)},
            {"configuration", Json::array({texts.model, texts.processor, texts.costs, texts.training})}};
}

}  // namespace

Json simulate_points(SweepLoader& loader, const std::vector<const SweptPoint*>& points, const PointOptions& options,
                     const std::function<void(std::uint64_t)>& progress)
{
    const SweptPoint& first = *points.front();
    const SweepGroup group = loader.load(first.group).value();
    const RunRequest request = request_of(group, first.identity.schedule, options);
    const RunReport report = execute_run(request, plan_run(request), progress);
    Json results{{"simulation", simulation_json(report.simulation)},
                 {"points", Json::array({point_json(report, group)})}};
    for (std::size_t i = 1; i < points.size(); ++i) {
        try {
            results["points"].push_back(price_point(loader, *points[i], options, report.simulation));
        } catch (const std::exception& error) {
            results["points"].push_back({{"failure", error.what()}});
        }
    }
    return results;
}

Json price_point(SweepLoader& loader, const SweptPoint& point, const PointOptions& options,
                 const SimulationResult& simulation)
{
    const SweepGroup group = loader.load(point.group).value();
    const RunRequest request = request_of(group, point.identity.schedule, options);
    return point_json(report_run(request, plan_run(request), simulation), group);
}

ConfigurationTexts texts_from(const Json& configuration)
{
    const auto text = [&](std::size_t part) { return configuration.at(part).get<std::string>(); };
    return {text(0), text(1), text(2), text(3)};
}

}  // namespace deltasim
