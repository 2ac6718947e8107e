// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/readers/experiment.hpp"

// The learning rate of each step of a training.

namespace deltasim::train
{

/// `step` counts from 0; there are `steps_per_epoch` steps in an epoch and `epochs` epochs. During the warm-up the rate
/// grows by the same amount in every step. After it, `step` and `exponential` change the rate from epoch to epoch;
/// `linear` and `cosine` (Loshchilov and Hutter, ICLR 2017) change it from step to step, towards `final_share` of it,
/// which a step after the last one would reach.
[[nodiscard]] double learning_rate(const config::LearningRateSchedule& schedule, double rate, std::uint64_t step,
                                   std::uint64_t steps_per_epoch, std::uint64_t epochs);

}  // namespace deltasim::train
