// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"

// Reads `training:` of an experiment. One table says of each key how it is read, what its default is, and what it
// means.

namespace deltasim::config
{

/// Reads the keys that are there; the others keep the defaults of TrainingConfig.
[[nodiscard]] TrainingConfig read_training(const Value& training, const KnownNames& known);

/// Appends the keys that a `training` mapping leaves out, with their defaults.
void write_training_defaults(Node& training);

/// A key of `training`, its default as YAML, and its meaning.
struct TrainingKey {
    std::string key;
    std::string default_value;
    std::string meaning;
};
[[nodiscard]] std::vector<TrainingKey> training_keys();

}  // namespace deltasim::config
