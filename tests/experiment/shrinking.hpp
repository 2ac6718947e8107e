// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "experiment/random_run.hpp"
#include "rooms.hpp"

// Finds a smaller run that breaks the same law as a given run.

namespace deltasim::test
{

/// True if this run breaks the law.
using Breaks = std::function<bool(const RandomRun&)>;

/// Runs that are each simpler in one thing, the boldest change first: fewer layers, nodes, samples, lanes or memories,
/// a timing of one clock, a setting with its default. Some may have no room for their tensors.
[[nodiscard]] std::vector<RandomRun> simpler(const RandomRun& run);

/// A run that breaks the law, as `run` does, while no run of its simpler() does; or the simplest that was found in this
/// many trials.
[[nodiscard]] RandomRun shrunk(RandomRun run, const Breaks& breaks, std::size_t most_trials = 2000);

/// Runs `check`, which makes assertions about this run. If one fails, or an exception leaves `check`, the failure
/// message includes a simpler run that fails too: its experiment file, and the command that runs it.
void hold(const RandomRun& run, const Schedule& schedule, const std::function<void(const RandomRun&)>& check);

}  // namespace deltasim::test
