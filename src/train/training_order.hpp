// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "config/readers/experiment.hpp"
#include "train/trainer.hpp"

// In which order a machine adds up the rows of a training's steps: that of its array and of its mapping.

namespace deltasim::train
{

/// Of the steps of `step_samples` that an epoch of `samples` has, and of the one with what is left. A step that cannot
/// be mapped is added up as one that streams: it has no energy either, but its training has an accuracy.
[[nodiscard]] TrainingOrder training_order(const config::ExperimentConfig& experiment, const model::Head& head,
                                           const config::PricedProcessor& priced, const std::string& schedule,
                                           std::uint64_t step_samples, std::uint64_t samples);

}  // namespace deltasim::train
