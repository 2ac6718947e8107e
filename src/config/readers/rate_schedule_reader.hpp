// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads how the learning rate changes while a head is trained on data.

namespace deltasim::config
{

/// Reads `cosine`, or `{kind: cosine, warmup_epochs: 1}`. Refuses a figure that does not belong to the kind.
void read_learning_rate_schedule(const Value& value, LearningRateSchedule& target);
/// Writes the schedule as YAML.
[[nodiscard]] std::string rate_schedule_text(const LearningRateSchedule& schedule);

}  // namespace deltasim::config
