// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/tensor_values.hpp"

// A step of a training, taken once more by the machine: every word moves through its memories and lanes.

namespace deltasim::train
{

struct StepToVerify {
    const config::ExperimentConfig& experiment;
    const model::Head& head;
    const config::PricedProcessor& processor;
    const model::Training& training;    ///< of the step
    const model::TensorValues& before;  ///< features and targets included
    const model::TensorValues& after;
    const std::vector<std::string>& schedules;  ///< those that add up rows in the order of the training
};

/// Runs the step under each of these schedules that takes no more than `most_steps` steps of the machine, a
/// process each, and compares weights, biases and optimizer states. Returns how many did; appends to `skipped` what was
/// not run, and why. Throws SelfCheckFailed where a word differs, and Interrupted.
std::uint64_t verify_step(const StepToVerify& step, std::uint64_t most_steps, std::vector<std::string>& skipped);

}  // namespace deltasim::train
