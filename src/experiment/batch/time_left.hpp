// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "experiment/run/run.hpp"

// Estimates how long the rest of many simulations will take, from their expected work (expected_work.hpp) and from the
// time that simulations of similar work have taken.

namespace deltasim::experiment
{

/// A running simulation.
struct RunningSimulation {
    double work = 0.0;
    double seconds = 0.0;                       ///< so far
    std::optional<double> share{};              ///< the share that is done; known only if every step is simulated
    std::optional<double> processor_seconds{};  ///< the part of `seconds` in which it had a processor
};

/// The share of the steps that is done. Nothing for an engine that folds: it may have jumped over nearly all steps, and
/// still need most of its time.
[[nodiscard]] inline std::optional<double> known_share(Engine engine, std::uint64_t done, std::uint64_t steps)
{
    if (engine == Engine::fold || steps == 0) return std::nullopt;
    return static_cast<double>(done) / static_cast<double>(steps);
}

class TimeLeft
{
public:
    /// A simulation with this work has taken this long.
    void ended(double work, double seconds) { known_.emplace(work, seconds); }

    /// The seconds left, with `jobs` simulations at a time. `waiting`: the work of those that have not started.
    [[nodiscard]] double left(const std::vector<double>& waiting, const std::vector<RunningSimulation>& running,
                              std::uint64_t jobs) const;

    /// Like left(), or nothing if the time cannot be estimated. For simulations that fold, it cannot be estimated
    /// before one of them has ended: any of them may be about to jump over all the rest, or may step for a long time.
    [[nodiscard]] std::optional<double> told(const std::vector<double>& waiting,
                                             const std::vector<RunningSimulation>& running, std::uint64_t jobs,
                                             Engine engine) const
    {
        if (engine == Engine::fold && known_.empty()) return std::nullopt;
        return left(waiting, running, jobs);
    }

private:
    [[nodiscard]] double expected(double work, double slowness) const;

    std::multimap<double, double> known_;  ///< by work
};

}  // namespace deltasim::experiment
