// SPDX-License-Identifier: MIT
#include "experiment/batch/time_left.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace deltasim::experiment
{

namespace
{

double magnitude(std::uint64_t steps) { return std::log(1.0 + static_cast<double>(steps)); }

/// By how many steps are done of it: the best there is before another has ended, and never less than it has taken.
double whole_time(const RunningSimulation& simulation)
{
    if (simulation.steps_done == 0) return simulation.seconds;
    const double share = static_cast<double>(simulation.steps_done) /
                         static_cast<double>(std::max(simulation.steps, simulation.steps_done));
    return simulation.seconds / share;
}

}  // namespace

/// The mean of the nearest on either side, in the order of magnitude of their steps; a shorter one than any known takes
/// no longer, and of steps no more than its share and what a process costs.
double TimeLeft::expected(std::uint64_t steps) const
{
    constexpr std::size_t most = 4;                  // on each side
    std::vector<std::pair<double, double>> nearest;  // distance, seconds
    auto above = known_.lower_bound(steps);
    auto below = std::make_reverse_iterator(above);
    for (std::size_t i = 0; i < most && above != known_.end(); ++i, ++above) {
        nearest.emplace_back(magnitude(above->first) - magnitude(steps), above->second);
    }
    for (std::size_t i = 0; i < most && below != known_.rend(); ++i, ++below) {
        nearest.emplace_back(magnitude(steps) - magnitude(below->first), below->second);
    }
    double weights = 0.0;
    double sum = 0.0;
    for (const auto& [distance, seconds] : nearest) {
        const double weight = 1.0 / (0.1 + distance);
        weights += weight;
        sum += weight * seconds;
    }
    return weights > 0.0 ? sum / weights : 0.0;
}

std::optional<double> TimeLeft::left(const std::vector<std::uint64_t>& waiting,
                                     const std::vector<RunningSimulation>& running, std::uint64_t jobs) const
{
    TimeLeft known = *this;
    for (const RunningSimulation& simulation : running) {
        // A process that is under way says something before any has ended.
        if (known_.empty() && simulation.steps_done > 0) known.ended(simulation.steps, whole_time(simulation));
    }
    if (known.known_.empty()) return std::nullopt;
    double work = 0.0;
    double longest = 0.0;
    for (const RunningSimulation& simulation : running) {
        const double whole = simulation.steps_done > 0
                                 ? std::min(known.expected(simulation.steps), whole_time(simulation))
                                 : known.expected(simulation.steps);
        const double left = std::max(0.0, whole - simulation.seconds);
        work += left;
        longest = std::max(longest, left);
    }
    for (const std::uint64_t steps : waiting) work += known.expected(steps);
    return std::max(longest, work / static_cast<double>(std::max<std::uint64_t>(jobs, 1)));
}

}  // namespace deltasim::experiment
