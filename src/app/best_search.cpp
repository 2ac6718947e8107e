// SPDX-License-Identifier: MIT
#include "app/best_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/options.hpp"

namespace deltasim::app
{

void show_search(ProgressBar& bar, const search::SearchProgress& progress, const std::string& before)
{
    if (progress.simulated == 0) {
        bar.show(progress.looked_at, progress.points, [&] {
            return fmt::format("{}{}: {} of {} mappings bounded", before, progress.schedule, progress.looked_at,
                               progress.points);
        });
        return;
    }
    const bool counted = progress.simulations != std::numeric_limits<std::uint64_t>::max();
    bar.show(progress.simulated, counted ? progress.simulations : 0,
             [&] { return fmt::format("{}{}: {} steps simulated", before, progress.schedule, progress.simulated); });
}

search::BestOptions best_options(ProgressBar& bar, std::uint64_t jobs)
{
    return {jobs, version(), [&bar](const search::BestProgress& progress) {
                const std::uint64_t number = std::min(progress.done + 1, progress.runs);
                show_search(bar, progress.search, fmt::format("search {} of {}, ", number, progress.runs));
            }};
}

}  // namespace deltasim::app
