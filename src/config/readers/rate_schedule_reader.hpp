// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads how the learning rate changes during a training on data.

namespace deltasim::config
{

/// `cosine`, or `{kind: cosine, warmup_epochs: 1}`. A figure that its kind does not know is refused.
void read_learning_rate_schedule(const Value& value, LearningRateSchedule& target);
/// The same as YAML.
[[nodiscard]] std::string rate_schedule_text(const LearningRateSchedule& schedule);

}  // namespace deltasim::config
