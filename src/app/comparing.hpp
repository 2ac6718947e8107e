// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <thread>

#include "app/command_line.hpp"
#include "app/options.hpp"
#include "experiment/batch/compare.hpp"

// What the subcommands that compare schedules share.

namespace deltasim::app
{

struct ComparingOptions {
    SimulationOptions simulation;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string store;  ///< results store of searches

    /// Adds the option for the number of processes.
    void add_jobs_to(Command& command);
    /// Adds the options for mappings and searches.
    void add_searching_to(Command& command);
    /// Searches for the mappings that the experiment does not give. Throws what best_mappings() throws.
    [[nodiscard]] experiment::SearchedMappings searched(const config::ExperimentConfig& experiment) const;
    /// Simulates everything that the experiment asks for, with a line of progress. Throws what compare() throws.
    [[nodiscard]] experiment::Comparison compared(const config::ExperimentConfig& experiment,
                                                  const experiment::SearchedMappings& searched) const;
};

}  // namespace deltasim::app
