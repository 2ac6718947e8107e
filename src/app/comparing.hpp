// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <thread>

#include "app/options.hpp"
#include "experiment/batch/compare.hpp"

// What the subcommands that compare schedules have in common.

namespace deltasim::app
{

struct ComparingOptions {
    SimulationOptions simulation;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string store;  ///< of searches

    /// Adds the number of processes.
    void add_jobs_to(CLI::App& command);
    /// Adds mappings, and searches for them.
    void add_searching_to(CLI::App& command);
    /// Searches for the mappings that the experiment leaves to be searched. Throws as best_mappings() does.
    [[nodiscard]] experiment::SearchedMappings searched(const config::ExperimentConfig& experiment) const;
    /// Simulates all that the experiment asks for, with a line of progress. Throws as compare() does.
    [[nodiscard]] experiment::Comparison compared(const config::ExperimentConfig& experiment,
                                                  const experiment::SearchedMappings& searched) const;
};

}  // namespace deltasim::app
