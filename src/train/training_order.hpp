// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "config/readers/experiment.hpp"
#include "train/trainer.hpp"

// The order in which a machine adds up the rows in the steps of a training, which its array and its mapping decide.

namespace deltasim::train
{

/// The orders for steps of `step_samples` in an epoch of `samples`, and for the step with the samples that are left. A
/// step that cannot be mapped is added up like a streaming one: it has no energy, but its training has an accuracy.
[[nodiscard]] TrainingOrder training_order(const config::ExperimentConfig& experiment, const model::Head& head,
                                           const config::PricedProcessor& priced, const std::string& schedule,
                                           std::uint64_t step_samples, std::uint64_t samples);

}  // namespace deltasim::train
