// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

// How long what is left of many simulations will take. Folding makes steps a poor measure of time, so that those that
// have ended say what others of about as many steps will take.

namespace deltasim::experiment
{

/// A simulation under way.
struct RunningSimulation {
    std::uint64_t steps = 0;
    std::uint64_t steps_done = 0;
    double seconds = 0.0;  ///< so far
};

class TimeLeft
{
public:
    /// One of so many steps has taken so long.
    void ended(std::uint64_t steps, double seconds) { known_.emplace(steps, seconds); }

    /// Seconds, `jobs` at a time; nothing while nothing is known. `waiting`: steps of those that have not started.
    [[nodiscard]] std::optional<double> left(const std::vector<std::uint64_t>& waiting,
                                             const std::vector<RunningSimulation>& running, std::uint64_t jobs) const;

private:
    [[nodiscard]] double expected(std::uint64_t steps) const;

    std::multimap<std::uint64_t, double> known_;  ///< by steps
};

}  // namespace deltasim::experiment
