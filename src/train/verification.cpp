// SPDX-License-Identifier: MIT
#include "train/verification.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <memory>

#include "experiment/run/run.hpp"
#include "experiment/run/self_check.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"
#include "schedule/schedules.hpp"
#include "sim/simulate.hpp"

namespace deltasim::train
{

namespace
{

/// The values with which the machine begins; all others come from earlier steps, whatever their batches were.
model::TensorValues inputs_of(const model::TensorValues& values)
{
    model::TensorValues inputs;
    for (const auto& [id, words] : values) {
        const bool is_feature = id.tensor == Tensor::activation && id.layer == 0;
        const bool is_input = is_feature || id.tensor == Tensor::target || id.tensor == Tensor::weight ||
                              id.tensor == Tensor::bias || id.tensor == Tensor::optimizer_state ||
                              id.tensor == Tensor::master_weight;
        if (is_input) inputs[id] = words;
    }
    return inputs;
}

/// Throws if the child does not end with the same words.
void run_in_child(const StepToVerify& step, const experiment::RunPlan& plan, const schedule::Schedule& schedule)
{
    os::ChildProcess child([&](os::ChildChannel& channel) {
        const model::TensorValues before = inputs_of(step.before);
        sim::SimulationResult result = sim::simulate({step.processor.processor,
                                                      plan.program,
                                                      plan.placement,
                                                      plan.training.precision,
                                                      &before,
                                                      {false},
                                                      nullptr,
                                                      nullptr,
                                                      nullptr,
                                                      [](std::uint64_t) { os::stop_if_interrupted(); },
                                                      plan.row_layouts,
                                                      {},
                                                      plan.zeros.get()});
        if (schedule.close != nullptr) schedule.close(step.head, plan.training, *result.values);
        experiment::check_parameters(*result.values, step.after, plan.zeros != nullptr);
        channel.result("same");
    });
    bool ended = false;
    while (!ended) {
        pollfd descriptor{child.descriptor(), POLLIN, 0};
        constexpr int timeout_ms = 200;
        static_cast<void>(poll(&descriptor, 1, timeout_ms));
        os::stop_if_interrupted();
        if (descriptor.revents != 0) ended = child.read();
    }
    if (child.result()) return;
    throw experiment::SelfCheckFailed(fmt::format("step {} of the training of {}, taken by {} under {}: {}",
                                                  step.training.step, step.head.name, step.processor.processor.name,
                                                  schedule.name, child.failure()));
}

}  // namespace

std::uint64_t verify_step(const StepToVerify& step, std::uint64_t most_steps, std::vector<std::string>& skipped)
{
    std::uint64_t verified = 0;
    for (const std::string& name : step.schedules) {
        const schedule::Schedule& schedule = *schedule::find_schedule(name);
        const config::TrainingConfig config =
            step.experiment.training.with_samples_a_step(step.training.batch, schedule.defers_updates);
        std::shared_ptr<const model::ZeroPattern> zeros;
        if (step.processor.processor.skip.any()) {
            zeros = std::make_shared<const model::ZeroPattern>(model::zeros_at(
                step.head, step.training, step.processor.processor.pe_array.lanes, inputs_of(step.before)));
        }
        model::Training training = step.training;
        training.carries_nothing = true;
        if (schedule.defers_updates) training.pass = step.experiment.training.batch;
        experiment::RunPlan plan;
        const auto skip = [&](const std::exception& refused) {
            skipped.push_back(fmt::format("{} on {} under {}: {}", step.head.name, step.processor.processor.name, name,
                                          refused.what()));
        };
        try {
            plan = experiment::plan_run({.head = step.head,
                                         .priced = step.processor,
                                         .training = config,
                                         .placement = step.experiment.placement,
                                         .schedule = schedule,
                                         .engine = experiment::Engine::step,
                                         .most_steps = most_steps,
                                         .zeros = zeros,
                                         .step = &training});
        } catch (const experiment::TooManySteps& refused) {
            skip(refused);
            continue;
        } catch (const model::PlacementError& refused) {
            skip(refused);
            continue;
        }
        run_in_child(step, plan, schedule);
        ++verified;
    }
    return verified;
}

}  // namespace deltasim::train
