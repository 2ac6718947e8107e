// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/tensor_values.hpp"

// Repeats a step of a training on the simulated machine: every word moves through its memories and lanes.

namespace deltasim::train
{

struct StepToVerify {
    const config::ExperimentConfig& experiment;
    const model::Head& head;
    const config::PricedProcessor& processor;
    const model::Training& training;    ///< of this step
    const model::TensorValues& before;  ///< includes features and targets
    const model::TensorValues& after;
    const std::vector<std::string>& schedules;  ///< the schedules that add up rows in the order of the training
};

/// Runs the step under each of these schedules that needs at most `most_steps` steps of the machine, each in its own
/// process, and compares weights, biases and optimizer states. Returns how many ran; appends to `skipped` what was not
/// run, and why. Throws SelfCheckFailed if a word differs, and Interrupted.
std::uint64_t verify_step(const StepToVerify& step, std::uint64_t most_steps, std::vector<std::string>& skipped);

}  // namespace deltasim::train
