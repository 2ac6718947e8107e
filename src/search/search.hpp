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

// The search of one schedule's best mapping. What `auto` takes is first. Then, in turn, each phase is changed while the
// others stay as they are best, and whole steps follow in the order of their bounds, until none that is left can be
// better, or the budget ends. Only simulations decide.

namespace deltasim::search
{

struct SearchOptions {
    Objective objective = Objective::energy;
    std::uint64_t most_simulations = 200;                 ///< of a schedule
    std::optional<std::chrono::duration<double>> time{};  ///< of a schedule; it ends at the first of both
    std::uint64_t most_candidates = 0;                    ///< see SpaceLimits
    std::uint64_t jobs = 1;
    std::string version;
};

/// As an experiment asks for it.
[[nodiscard]] SearchOptions search_options(const config::SearchConfig& search, std::uint64_t jobs,
                                           const std::string& version);

struct SearchProgress {
    std::string schedule;
    std::uint64_t looked_at = 0;  ///< points of the space
    std::uint64_t points = 0;
    std::uint64_t simulated = 0;
    std::uint64_t simulations = 0;  ///< at most
};

/// Throws Interrupted, as plan_run() does where `auto` has no room, and std::runtime_error where a simulation fails.
[[nodiscard]] ScheduleResult search_schedule(const experiment::RunRequest& request, experiment::ResultsStore& store,
                                             const SearchOptions& options,
                                             const std::function<void(const SearchProgress&)>& on_progress);

}  // namespace deltasim::search
