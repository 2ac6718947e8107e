// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/results/json.hpp"
#include "experiment/results/run_parts.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/results_store.hpp"
#include "os/child_process.hpp"
#include "search/nest_bounds.hpp"

// Whole training steps under mappings, simulated in processes of their own and kept in a results store: what has been
// simulated once, by this search or another, never is again.

namespace deltasim::search
{

/// What a step takes under a mapping.
struct StepFigures {
    double energy_pj = 0.0;
    double seconds = 0.0;
    std::uint64_t cycles = 0;
    std::optional<std::uint64_t> dram_bytes{};
    std::uint64_t on_chip_bytes = 0;  ///< that tensors and tiles take
    experiment::Json mapping;         ///< resolved: it can be run again
    experiment::EnergyParts energy_parts;
    std::vector<experiment::TransferRow> transfers{};
};

class StepSimulations
{
public:
    /// `request`: all but its mapping. Everything outlives it. `told` is called with how many of a batch are done, and
    /// may throw.
    StepSimulations(const experiment::RunRequest& request, experiment::ResultsStore& store, std::uint64_t jobs,
                    std::string version, std::function<void(std::size_t)> told);

    /// The figures of each, in their order; nothing for one that has no room. Throws Interrupted, and what is wrong
    /// with a simulation as std::runtime_error.
    [[nodiscard]] std::vector<std::optional<StepFigures>> figures(const std::vector<model::MappingConfig>& mappings);

    /// What lies on chip under a mapping; nothing where it has no room.
    [[nodiscard]] std::optional<WordsOnChip> on_chip(const model::MappingConfig& mapping) const;

    [[nodiscard]] std::uint64_t found_in_store() const { return found_in_store_; }

private:
    struct Step;

    void take_from_store(Step& step);
    static void simulate(const Step& step, os::ChildChannel& channel);
    void finish(Step& step, const std::string& simulation);
    [[nodiscard]] StepFigures figures_of(const Step& step, sim::SimulationResult simulation) const;

    const experiment::RunRequest& request_;
    experiment::ResultsStore& store_;
    std::uint64_t jobs_;
    std::string version_;
    std::function<void(std::size_t)> told_;
    std::uint64_t found_in_store_ = 0;
};

}  // namespace deltasim::search
