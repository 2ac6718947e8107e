// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"

// Reads an experiment whose names have been resolved, and checks the rules between its parts.

namespace deltasim::config
{

/// `resolved_yaml` stays empty. What was diagnosed is left out or keeps its default.
[[nodiscard]] ExperimentConfig read_experiment(const Value& experiment, const KnownNames& known);

/// Diagnoses `classes` that is in vain.
void refuse_unused_classes(const Node& classes, Diagnostics& diagnostics);

}  // namespace deltasim::config
