// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "search/search_result.hpp"
#include "search/step_simulations.hpp"
#include "search/step_space.hpp"

// The search for the best mapping of one schedule. It begins with `auto`. Then, in turns, it changes one phase after
// the other while the other phases keep their best mapping, and simulates whole steps in the order of their bounds. It
// ends when no step that is left can be better, or when the budget ends. Only simulations decide which step is best.

namespace deltasim::search
{

struct SearchOptions {
    Objective objective = Objective::energy;
    std::uint64_t most_simulations = 200;  ///< for each schedule
    /// For each schedule. The search ends when either the simulations or the time is used up.
    std::optional<std::chrono::duration<double>> time{};
    std::uint64_t most_candidates = 0;  ///< see SpaceLimits
    std::uint64_t jobs = 1;
    std::string version;
};

/// The options that an experiment gives.
[[nodiscard]] SearchOptions search_options(const config::SearchConfig& search, std::uint64_t jobs,
                                           const std::string& version);

struct SearchProgress {
    std::string schedule;
    std::uint64_t looked_at = 0;  ///< points of the space
    std::uint64_t points = 0;
    std::uint64_t simulated = 0;
    std::uint64_t simulations = 0;  ///< the most that the budget allows
};

/// Throws Interrupted, what plan_run() throws if `auto` has no room, and std::runtime_error if a simulation fails.
[[nodiscard]] ScheduleResult search_schedule(const experiment::RunRequest& request, experiment::ResultsStore& store,
                                             const SearchOptions& options,
                                             const std::function<void(const SearchProgress&)>& on_progress);

}  // namespace deltasim::search
