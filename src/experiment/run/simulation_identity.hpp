// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/run/run.hpp"

// Which runs need the same simulation: those that differ in names, prices and values alone, such as VGG-16 and VGG-19,
// whose heads are of one shape, or one machine under two cost tables.

namespace deltasim::experiment
{

/// All of a run that its simulation depends on, as canonical text: the processor, the head's shape and activations, the
/// training, the schedule, the placement and the engine, without names, descriptions, marks, currents and costs. Two
/// runs without values and traces have equal simulation results if and, but for redundant ways to say one thing, only
/// if their texts are equal. The text is complete, no hash, and fit to be kept; a version of deltasim may change it.
[[nodiscard]] std::string simulation_identity(const RunRequest& request);

}  // namespace deltasim::experiment
