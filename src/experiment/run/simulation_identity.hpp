// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/run/run.hpp"

// Finds runs that need the same simulation: those that differ only in names, prices and values. Examples are VGG-16 and
// VGG-19, whose heads have the same shape, and one machine under two cost tables.

namespace deltasim::experiment
{

/// Everything on which the simulation of a run depends, as canonical text: the processor, the head's shape and
/// activations, the training, the schedule, the placement and the engine, without names, descriptions, marks, currents
/// and costs. Two runs without values and traces have equal simulation results if their texts are equal. If their texts
/// differ, so do their simulations, unless the texts say one thing in two ways. The text is complete, not a hash, and
/// can be kept; another version of deltasim may write another text.
[[nodiscard]] std::string simulation_identity(const RunRequest& request);

}  // namespace deltasim::experiment
