// SPDX-License-Identifier: MIT
#include "experiment/run/last_batch.hpp"

#include <utility>

namespace deltasim::experiment
{

std::uint64_t last_batch_size(const RunRequest& request)
{
    return request.training.samples % request.training.samples_a_step(request.schedule.defers_updates);
}

std::optional<LastBatch> last_batch(const RunRequest& request)
{
    const std::uint64_t size = last_batch_size(request);
    if (size == 0) return std::nullopt;
    config::TrainingConfig smaller = request.training.with_samples_a_step(size, request.schedule.defers_updates);
    smaller.samples = 0;
    auto training = std::make_unique<const config::TrainingConfig>(std::move(smaller));
    RunRequest last{.head = request.head,
                    .priced = request.priced,
                    .training = *training,
                    .placement = request.placement,
                    .schedule = request.schedule,
                    .engine = request.engine,
                    .most_steps = request.most_steps,
                    .experiment_file = request.experiment_file};
    RunPlan plan = plan_run(last);
    return LastBatch{std::move(training), std::move(last), std::move(plan)};
}

}  // namespace deltasim::experiment
