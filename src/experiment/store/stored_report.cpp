// SPDX-License-Identifier: MIT
#include "experiment/store/stored_report.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "core/checked.hpp"
#include "experiment/results/json_reader.hpp"

namespace deltasim::experiment
{

RunReport report_stored(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation)
{
    const auto refuse = [](const std::exception& error) {
        throw DamagedResult(fmt::format("its simulation: {}", error.what()));
    };
    try {
        return report_run(request, plan, std::move(simulation));
    } catch (const std::logic_error& error) {  // a self-check, or the last batch of an epoch that is not there
        refuse(error);
    } catch (const OverflowError& error) {
        refuse(error);
    }
    throw std::logic_error("a stored simulation was neither taken nor refused");
}

}  // namespace deltasim::experiment
