// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"

// A tiny experiment, written out in full: a head of 5-4-3 on a machine with a buffer, a flat DRAM and prices of its
// own.

namespace deltasim::test
{

/// All at 100 MHz, one lane. The buffer holds everything.
extern const char* const tiny_experiment_yaml;

/// The experiment with `--set` overrides.
[[nodiscard]] ExperimentConfig tiny_experiment(const std::vector<Override>& overrides = {});

/// Any text as an experiment.
[[nodiscard]] ExperimentConfig experiment_of(const std::string& yaml, const std::vector<Override>& overrides = {});

}  // namespace deltasim::test
