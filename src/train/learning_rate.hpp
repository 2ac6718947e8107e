// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/readers/experiment.hpp"

// The learning rate of each step of a training.

namespace deltasim::train
{

/// `step` counts from 0, `steps_per_epoch` steps an epoch, `epochs` epochs. After the warm-up, in which the rate grows
/// by as much with every step, `step` and `exponential` change it from epoch to epoch, `linear` and `cosine`
/// (Loshchilov and Hutter, ICLR 2017) from step to step, on the way to `final_share` of it, which a step after the last
/// would have.
[[nodiscard]] double learning_rate(const config::LearningRateSchedule& schedule, double rate, std::uint64_t step,
                                   std::uint64_t steps_per_epoch, std::uint64_t epochs);

}  // namespace deltasim::train
