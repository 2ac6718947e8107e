// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"

// A tiny experiment, written out in full: a head of 5-4-3 on a machine with a buffer and a flat DRAM, and with its own
// prices.

namespace deltasim::test
{

/// All clocks are 100 MHz, and there is one lane. The buffer holds all tensors.
extern const char* const tiny_experiment_yaml;

/// The experiment with `--set` overrides.
[[nodiscard]] ExperimentConfig tiny_experiment(const std::vector<Override>& overrides = {});

/// Any text as an experiment.
[[nodiscard]] ExperimentConfig experiment_of(const std::string& yaml, const std::vector<Override>& overrides = {});

}  // namespace deltasim::test
