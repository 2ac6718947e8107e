// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"

// Reads an experiment whose names have been resolved, and checks the rules between its parts.

namespace deltasim::config
{

/// Leaves `resolved_yaml` empty. Parts that were diagnosed are left out or keep their defaults.
[[nodiscard]] ExperimentConfig read_experiment(const Value& experiment, const KnownNames& known);

/// Diagnoses `classes` that no model uses.
void refuse_unused_classes(const Node& classes, Diagnostics& diagnostics);

}  // namespace deltasim::config
