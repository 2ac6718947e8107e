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

/// How many times longer everything takes because other processes use the processors, too.
double slowness_of(const std::vector<RunningSimulation>& running)
{
    constexpr double least = 0.1;  // seconds; a shorter time says little
    double seconds = 0.0;
    double of_processors = 0.0;
    for (const RunningSimulation& simulation : running) {
        if (simulation.processor_seconds.value_or(0.0) < least) continue;
        seconds += simulation.seconds;
        of_processors += *simulation.processor_seconds;
    }
    return of_processors > 0.0 ? std::max(1.0, seconds / of_processors) : 1.0;
}

}  // namespace

/// The time of a simulation by the mean rate of those that have ended, without the cost of a process. On either side it
/// takes the simulations whose work is nearest; the nearer their work in order of magnitude, the more they count. The
/// mean is geometric: rates of different machines are far apart, and a simulation that is slow for its work must not
/// decide for those with a thousand times the work.
double TimeLeft::expected(double work, double slowness) const
{
    constexpr std::size_t most = 4;  // on each side
    constexpr double a_process = 0.02;
    constexpr double least_share = 0.1;  // the share of a simulation's time that does not count as that cost
    double weights = 0.0;
    double sum = 0.0;
    const auto add = [&](double known_work, double seconds) {
        const double weight = 1.0 / (0.1 + std::abs(magnitude(known_work) - magnitude(work)));
        const double worked = std::max({seconds - a_process, least_share * seconds, 1e-6});
        weights += weight;
        sum += weight * std::log(worked / (1.0 + known_work));
    };
    constexpr double typical = 1e6;  // a simulation of this work counts as ended, so that there is always one
    add(typical, typical * seconds_a_unit * slowness);
    auto above = known_.lower_bound(work);
    auto below = std::make_reverse_iterator(above);
    for (std::size_t i = 0; i < most && above != known_.end(); ++i, ++above) add(above->first, above->second);
    for (std::size_t i = 0; i < most && below != known_.rend(); ++i, ++below) add(below->first, below->second);
    return a_process + std::exp(sum / weights) * (1.0 + work);
}

double TimeLeft::left(const std::vector<double>& waiting, const std::vector<RunningSimulation>& running,
                      std::uint64_t jobs) const
{
    constexpr double late = 0.5;  // the share of the time so far that a late simulation is expected to take still
    const double slowness = slowness_of(running);
    double work = 0.0;
    double longest = 0.0;
    for (const RunningSimulation& simulation : running) {
        double left = std::max(expected(simulation.work, slowness) - simulation.seconds, late * simulation.seconds);
        if (simulation.share && *simulation.share > 0.0) left = simulation.seconds * (1.0 / *simulation.share - 1.0);
        work += left;
        longest = std::max(longest, left);
    }
    for (const double waits : waiting) work += expected(waits, slowness);
    return std::max(longest, work / static_cast<double>(std::max<std::uint64_t>(jobs, 1)));
}

}  // namespace deltasim::experiment
