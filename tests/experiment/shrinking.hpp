// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "experiment/random_run.hpp"
#include "rooms.hpp"

// Of a run that breaks a law, a smaller one that breaks it too.

namespace deltasim::test
{

/// Whether this run breaks the law.
using Breaks = std::function<bool(const RandomRun&)>;

/// Runs that are simpler by one thing each, the boldest first: fewer layers, nodes, samples, lanes or memories, a
/// timing of one clock, a setting put back to its default. Some may have no room for their tensors.
[[nodiscard]] std::vector<RandomRun> simpler(const RandomRun& run);

/// A run that breaks the law, as `run` does, and of which nothing simpler() breaks it; or the simplest that was found
/// in so many trials.
[[nodiscard]] RandomRun shrunk(RandomRun run, const Breaks& breaks, std::size_t most_trials = 2000);

/// Makes the assertions of `check`, which are of this run. Where one fails, or an exception leaves it, the failure
/// comes with a simpler run in which that happens too: its experiment file, and the command that runs it.
void hold(const RandomRun& run, const Schedule& schedule, const std::function<void(const RandomRun&)>& check);

}  // namespace deltasim::test
