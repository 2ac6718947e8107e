// SPDX-License-Identifier: MIT
#include "train/training_order.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/diagnostic.hpp"
#include "experiment/run/run.hpp"
#include "model/reference_step.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::train
{

namespace
{

StepOrder order_of_step(const experiment::RunRequest& request)
{
    model::Training step = request.training.training_for(request.head, request.schedule.defers_updates);
    const machine::PeArrayConfig& array = request.priced.processor.pe_array;
    const auto streaming = [&] { return step_order(request.head, step, model::rows_of_one_tile(array.lanes)); };
    if (request.priced.processor.skip.any()) return streaming();
    try {
        const experiment::RunPlan plan = experiment::plan_run(request);
        return step_order(request.head, step, experiment::sum_orders(plan, array));
    } catch (const std::runtime_error&) {
        return streaming();
    }
}

}  // namespace

TrainingOrder training_order(const config::ExperimentConfig& experiment, const model::Head& head,
                             const config::PricedProcessor& priced, const std::string& schedule,
                             std::uint64_t step_samples, std::uint64_t samples)
{
    const schedule::Schedule& known = *schedule::find_schedule(schedule);
    const auto of_samples = [&](std::uint64_t count) {
        const config::TrainingConfig training = experiment.training.with_samples_a_step(count, known.defers_updates);
        return order_of_step({.head = head,
                              .priced = priced,
                              .training = training,
                              .placement = experiment.placement,
                              .schedule = known,
                              .experiment_file = experiment.location.file});
    };
    const std::uint64_t whole = std::min(step_samples, samples);
    TrainingOrder order{of_samples(whole), {}};
    if (samples % whole > 0) order.rest = of_samples(samples % whole);
    return order;
}

}  // namespace deltasim::train
