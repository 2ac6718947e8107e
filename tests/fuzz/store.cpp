// SPDX-License-Identifier: MIT
#include <string>

#include "experiment/results/json_reader.hpp"
#include "experiment/results/point_report.hpp"
#include "experiment/results/report_check.hpp"
#include "experiment/results/simulation_json.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void store(std::string_view bytes)
{
    const std::string text(bytes);
    // What is taken can be written again, and read once more.
    try {
        const experiment::PointReport report = experiment::kept_report(text);
        static_cast<void>(experiment::kept_report(experiment::kept_text(report)));
        experiment::check_report(report);
    } catch (const experiment::DamagedResult&) {
    }
    try {
        const sim::SimulationResult simulation = experiment::kept_simulation(text);
        static_cast<void>(experiment::kept_simulation(experiment::kept_text(simulation)));
    } catch (const experiment::DamagedResult&) {
    }
}

}  // namespace deltasim::fuzz
