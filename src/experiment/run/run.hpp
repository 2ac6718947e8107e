// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "config/readers/experiment.hpp"
#include "core/enum_names.hpp"
#include "core/phase_work.hpp"
#include "energy/energy_report.hpp"
#include "energy/phase_energy.hpp"
#include "experiment/run/mapping_search.hpp"
#include "machine/peaks.hpp"
#include "mapping/drawing.hpp"
#include "mapping/sum_order.hpp"
#include "model/mapping.hpp"
#include "model/reference_step.hpp"
#include "model/tensor_values.hpp"
#include "schedule/schedules.hpp"
#include "schedule/traffic_bound.hpp"
#include "sim/simulate.hpp"
#include "systemc/simulate.hpp"

// One run: one head on one processor under one schedule, from the plan to checked figures.

namespace deltasim::experiment
{

/// All engines give the same results, byte for byte. fold looks up what the machine has done before; step simulates
/// every step; systemc runs the machine as modules and clocks.
enum class Engine : std::uint8_t { fold, step, systemc };
inline constexpr EnumNames<Engine, 3> engine_names{{"fold", "step", "systemc"}};

/// What to run. The experiment must outlive it.
struct RunRequest {
    const model::Head& head;
    const config::PricedProcessor& priced;
    const config::TrainingConfig& training;
    const config::PlacementConfig& placement;
    const schedule::Schedule& schedule;
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;  ///< engines that simulate every step refuse a longer run
    bool values = false;  ///< real numbers move, and the weights are checked against the reference step; not with fold
    sim::RequestObserver* dram_requests = nullptr;   ///< gets every request to the DRAM; not with fold
    sim::StepObserver* observer = nullptr;           ///< gets what happens, and when; needs step
    dram::CommandObserver* dram_commands = nullptr;  ///< gets every command of the DRAM; needs step
    std::string experiment_file{};                   ///< for messages about errors of the input
    sim::FoldSettings folding{};                     ///< only for the fold engine; `enabled` follows from the engine
    systemc::Options clocked{};                      ///< only for the systemc engine
    /// The zeros, if another run with the same head, training and lanes has found them. Null: the run finds them.
    std::shared_ptr<const model::ZeroPattern> zeros{};
    const model::Training* step = nullptr;    ///< one step of a training that is under way; null: as in `training`
    std::optional<MappingSearch> searched{};  ///< for a mapping that a search has found
};

/// The same run under another placement, which must outlive it. No values move, and there are no observers.
[[nodiscard]] RunRequest with_placement(const RunRequest& request, const config::PlacementConfig& placement);

/// The run has too many steps to simulate one by one. The message begins with `takes`: the caller adds the name of the
/// run.
class TooManySteps : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// A run before it starts: everything that can be refused was checked.
struct RunPlan {
    model::Training training;
    model::TensorValues initial_values{};  ///< empty unless values move
    schedule::Program program;
    std::shared_ptr<const model::ZeroPattern> zeros{};  ///< only for a processor that skips zeros
    model::RowLayouts row_layouts;                      ///< for which the program was written
    model::Placement placement;
    /// By nest of the schedule; nothing for a nest that streams. The program may run two nests as one.
    std::vector<std::optional<model::NestMapping>> mapping{};
    std::vector<model::MappedLoops> mapped_loops{};                           ///< by nest of the schedule
    std::map<std::uint32_t, std::vector<mapping::OrderedSums>> sum_orders{};  ///< as in mapping::MappedProgram
    std::vector<std::uint64_t> tile_bytes{};                                  ///< by memory
    /// By nest; only if a nest is mapped.
    std::vector<mapping::DrawnNest> drawing{};
    std::uint64_t steps = 0;
    double work = 0.0;                         ///< see expected_work.hpp
    schedule::OperandTally expected_operands;  ///< by the formula
};

/// The home of a tensor of a layer.
struct TensorHome {
    TensorId tensor;
    std::size_t memory = 0;       ///< index among the run's memories
    std::uint64_t bytes = 0;      ///< includes padding
    std::uint64_t pad_words = 0;  ///< between two rows
};

/// Energy and time of an epoch.
struct EpochSum {
    std::uint64_t samples = 0;
    std::uint64_t steps = 0;
    std::uint64_t last_batch = 0;  ///< samples of the last step, if it is smaller; else 0
    double energy_pj = 0.0;
    double seconds = 0.0;
};

struct RunReport {
    std::string model;
    std::string processor;
    std::string costs;
    std::string schedule;
    Engine engine = Engine::fold;
    std::string precision;  ///< as YAML, on one line
    bool master_weights = false;
    std::uint64_t batch = 1;
    model::Optimizer optimizer = model::Optimizer::sgd;
    std::uint64_t classes = 0;
    sim::SimulationResult simulation;
    energy::EnergyReport energy;
    std::vector<PhaseWork> work;                    ///< what the schedule requires, by phase and layer
    std::vector<energy::PhaseEnergy> phase_energy;  ///< the energy by phase and layer
    std::optional<Picojoules> operand_energy;       ///< in the operand view
    schedule::Bounds bounds;
    schedule::Bounds own_bounds;     ///< of this schedule
    nlohmann::ordered_json mapping;  ///< resolved, so that it can be run again
    std::optional<MappingSearch> searched;
    machine::Peaks peaks;
    std::vector<mapping::DrawnNest> drawing;    ///< of the mapping, if a nest is mapped
    std::vector<TensorHome> homes;              ///< of every array; all arrays live for the whole step
    std::vector<std::uint64_t> capacity_bytes;  ///< by memory of the run
    std::optional<EpochSum> epoch;              ///< if its samples are given
    std::vector<std::string> assumed;           ///< keys of assumed figures
    model::TensorValues initial_values;         ///< empty unless values moved
};

/// Steps that an engine simulates per second, for estimates: the order of magnitude that scripts/bench prints.
[[nodiscard]] constexpr double expected_steps_per_second(Engine engine)
{
    return engine == Engine::systemc ? 0.1e6 : 10e6;
}

/// The order in which a planned run adds up its rows.
[[nodiscard]] model::SumOrders sum_orders(const RunPlan& plan, const machine::PeArrayConfig& array);

/// Plans a run, whose mapping must be known. Throws PlacementError, TooManySteps, InputError for a missing cost, and
/// OverflowError.
[[nodiscard]] RunPlan plan_run(const RunRequest& request);

/// Runs a plan, prices it and checks the figures (see self_check.hpp). `progress` is called with the number of steps
/// done, and may throw to end the run. Only one run per process: `last_batch`, the simulation of an epoch's smaller
/// last batch, comes from another process (see batch/epoch_end.hpp); a run with values does without it.
[[nodiscard]] RunReport execute_run(const RunRequest& request, const RunPlan& plan,
                                    const std::function<void(std::uint64_t steps)>& progress,
                                    std::shared_ptr<const sim::SimulationResult> last_batch = nullptr);

/// Prices a simulation and checks the figures: the simulation of this plan, or of a run with the same
/// simulation_identity(). Throws SelfCheckFailed.
[[nodiscard]] RunReport report_run(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation);

/// Every assumed figure of a run's model, processor and cost table, such as `model.features`,
/// `processor.pe_array.lanes`, `costs.register_file_pj`; without costs of precisions in which nothing computes.
[[nodiscard]] std::vector<std::string> assumed_figures(const RunRequest& request);

/// Only the assumed figures of a processor and its cost table. `computes_in`: the precisions in which the run computes.
[[nodiscard]] std::vector<std::string> assumed_figures(const config::PricedProcessor& priced,
                                                       const std::function<bool(Precision)>& computes_in);

}  // namespace deltasim::experiment
