// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "experiment/run/run.hpp"

// How long what is left of many simulations will take, by the work that they are expected to be (expected_work.hpp) and
// by how long those of about as much work have taken.

namespace deltasim::experiment
{

/// A simulation under way.
struct RunningSimulation {
    double work = 0.0;
    double seconds = 0.0;           ///< so far
    std::optional<double> share{};  ///< of it that is done, where that is known: where every step is simulated
    std::optional<double> processor_seconds{};  ///< of `seconds`, those in which it had a processor
};

/// Of a run under an engine that simulates every step; nothing of one that folds: it may have jumped over nearly all of
/// its steps, and have most of its time to come.
[[nodiscard]] inline std::optional<double> known_share(Engine engine, std::uint64_t done, std::uint64_t steps)
{
    if (engine == Engine::fold || steps == 0) return std::nullopt;
    return static_cast<double>(done) / static_cast<double>(steps);
}

class TimeLeft
{
public:
    /// One of so much work has taken so long.
    void ended(double work, double seconds) { known_.emplace(work, seconds); }

    /// Seconds, `jobs` at a time. `waiting`: the work of those that have not started.
    [[nodiscard]] double left(const std::vector<double>& waiting, const std::vector<RunningSimulation>& running,
                              std::uint64_t jobs) const;

    /// As left(), where it can be told. Of simulations that fold it cannot before one has ended: any may be about to
    /// jump over all that is left of it, or be stepping for long yet.
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
