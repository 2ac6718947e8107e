// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
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

/// What is known of a step before it is simulated.
struct PlannedStep {
    model::Placement placement;
    WordsOnChip on_chip;
    std::uint64_t steps = 0;  ///< of the machine
};

class StepSimulations
{
public:
    /// `request`: all but its mapping. Everything outlives it. `told` is called with how many of a batch are done, and
    /// may throw.
    StepSimulations(const experiment::RunRequest& request, experiment::ResultsStore& store, std::uint64_t jobs,
                    std::string version, std::function<void(std::size_t)> told);

    struct Outcome {
        std::optional<StepFigures> figures{};  ///< nothing: it has no room, or was stopped
        bool stopped = false;                  ///< it had not ended in time
    };

    /// What comes of each, in their order. Those that have not ended at `end` are stopped. Throws Interrupted, and what
    /// is wrong with a simulation as std::runtime_error.
    [[nodiscard]] std::vector<Outcome> outcomes(const std::vector<model::MappingConfig>& mappings,
                                                std::optional<std::chrono::steady_clock::time_point> end = {});

    /// What is known of a step under a mapping before it is simulated; nothing where it has no room.
    [[nodiscard]] std::optional<PlannedStep> planned(const model::MappingConfig& mapping) const;

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
