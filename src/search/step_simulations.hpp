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

// Simulates whole training steps under mappings, in processes of their own, and keeps them in a results store. A step
// that this search or another has simulated is not simulated again.

namespace deltasim::search
{

/// What a step takes under a mapping.
struct StepFigures {
    double energy_pj = 0.0;
    double seconds = 0.0;
    std::uint64_t cycles = 0;
    std::optional<std::uint64_t> dram_bytes{};
    std::uint64_t on_chip_bytes = 0;  ///< bytes that tensors and tiles take
    experiment::Json mapping;         ///< resolved, so that it can be run again
    experiment::EnergyParts energy_parts;
    std::vector<experiment::TransferRow> transfers{};
};

/// What is known of a step before it is simulated.
struct PlannedStep {
    model::Placement placement;
    WordsOnChip on_chip;
    std::uint64_t steps = 0;  ///< steps of the machine
};

class StepSimulations
{
public:
    /// `request`: everything except its mapping. All arguments must outlive it. `told` is called with the number of
    /// steps of a batch that are done, and may throw.
    StepSimulations(const experiment::RunRequest& request, experiment::ResultsStore& store, std::uint64_t jobs,
                    std::string version, std::function<void(std::size_t)> told);

    struct Outcome {
        std::optional<StepFigures> figures{};  ///< nothing if the step has no room, or was stopped
        bool stopped = false;                  ///< the simulation did not end in time
    };

    /// The outcomes of the mappings, in the order of the mappings. Stops simulations that have not ended at `end`.
    /// Throws Interrupted, and std::runtime_error if a simulation fails.
    [[nodiscard]] std::vector<Outcome> outcomes(const std::vector<model::MappingConfig>& mappings,
                                                std::optional<std::chrono::steady_clock::time_point> end = {});

    /// Plans a step under a mapping before it is simulated. Returns nothing if the step has no room.
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
