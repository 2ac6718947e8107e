// SPDX-License-Identifier: MIT
#pragma once

#include "config/experiment.hpp"
#include "config/load.hpp"
#include "config/value.hpp"

// Reads `training:` of an experiment. One table holds its keys: how each is read, its default, and what it means.

namespace deltasim
{

/// Reads the keys that are there; the others keep the defaults of TrainingConfig.
[[nodiscard]] TrainingConfig read_training(const Value& training, const KnownNames& known);

/// Appends the keys that a `training` mapping leaves out, with their defaults.
void write_training_defaults(Node& training);

}  // namespace deltasim
