// SPDX-License-Identifier: MIT
#include "experiment/batch/time_left.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "experiment/run/expected_work.hpp"

namespace deltasim::experiment
{

namespace
{

double magnitude(double work) { return std::log(1.0 + work); }

}  // namespace

/// The mean of the nearest on either side, in the order of magnitude of their work, each in proportion, but for what a
/// process costs besides.
double TimeLeft::expected(double work) const
{
    constexpr std::size_t most = 4;  // on each side
    constexpr double a_process = 0.02;
    double weights = 0.0;
    double sum = 0.0;
    const auto add = [&](double known_work, double seconds) {
        const double weight = 1.0 / (0.1 + std::abs(magnitude(known_work) - magnitude(work)));
        weights += weight;
        sum += weight * (a_process + std::max(0.0, seconds - a_process) * (1.0 + work) / (1.0 + known_work));
    };
    constexpr double typical = 1e6;  // as good as one that has ended, as long as no other is nearer
    add(typical, typical * seconds_a_unit);
    auto above = known_.lower_bound(work);
    auto below = std::make_reverse_iterator(above);
    for (std::size_t i = 0; i < most && above != known_.end(); ++i, ++above) add(above->first, above->second);
    for (std::size_t i = 0; i < most && below != known_.rend(); ++i, ++below) add(below->first, below->second);
    return sum / weights;
}

double TimeLeft::left(const std::vector<double>& waiting, const std::vector<RunningSimulation>& running,
                      std::uint64_t jobs) const
{
    constexpr double late = 0.5;  // of what it has taken already, for one that takes longer than was expected
    double work = 0.0;
    double longest = 0.0;
    for (const RunningSimulation& simulation : running) {
        double left = std::max(expected(simulation.work) - simulation.seconds, late * simulation.seconds);
        if (simulation.share && *simulation.share > 0.0) left = simulation.seconds * (1.0 / *simulation.share - 1.0);
        work += left;
        longest = std::max(longest, left);
    }
    for (const double waits : waiting) work += expected(waits);
    return std::max(longest, work / static_cast<double>(std::max<std::uint64_t>(jobs, 1)));
}

}  // namespace deltasim::experiment
