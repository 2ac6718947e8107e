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
    const auto damaged = [](const std::exception& error) {
        return DamagedResult(fmt::format("its simulation: {}", error.what()));
    };
    try {
        return report_run(request, plan, std::move(simulation));
    } catch (const std::logic_error& error) {  // a self-check failed, or the last batch of an epoch is missing
        throw damaged(error);
    } catch (const OverflowError& error) {
        throw damaged(error);
    }
}

}  // namespace deltasim::experiment
