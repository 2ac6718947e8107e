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

/// All give the same, byte for byte. fold looks up what it has seen the machine do; step simulates every step;
/// systemc runs the machine as modules and clocks.
enum class Engine : std::uint8_t { fold, step, systemc };
inline constexpr EnumNames<Engine, 3> engine_names{{"fold", "step", "systemc"}};

/// What to run. The experiment outlives it.
struct RunRequest {
    const model::Head& head;
    const config::PricedProcessor& priced;
    const config::TrainingConfig& training;
    const config::PlacementConfig& placement;
    const schedule::Schedule& schedule;
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;  ///< engines that simulate every step refuse a longer run
    bool values = false;  ///< real numbers move, and the weights are checked against the reference step; not with fold
    sim::RequestObserver* dram_requests = nullptr;   ///< told of every request to the DRAM; not with fold
    sim::StepObserver* observer = nullptr;           ///< told of what happens and when; needs step
    dram::CommandObserver* dram_commands = nullptr;  ///< told of every command of the DRAM; needs step
    std::string experiment_file{};                   ///< named by errors of the input
    systemc::Options clocked{};                      ///< of the systemc engine
    /// What is 0, where another run has found it: of the same head, training and lanes. Null: the run finds it.
    std::shared_ptr<const model::ZeroPattern> zeros{};
    const model::Training* step = nullptr;    ///< one step of a training that is under way; null: as `training` has it
    std::optional<MappingSearch> searched{};  ///< of the mapping, where a search has found it
};

/// The same run under another placement, which outlives it. No values move, and nobody watches.
[[nodiscard]] RunRequest with_placement(const RunRequest& request, const config::PlacementConfig& placement);

/// The run has too many steps to simulate one by one. What it says begins with `takes`: whoever tells it knows of which
/// run.
class TooManySteps : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What a run is before it starts: everything that can be refused has been.
struct RunPlan {
    model::Training training;
    model::TensorValues initial_values{};  ///< empty unless values move
    schedule::Program program;
    std::shared_ptr<const model::ZeroPattern> zeros{};  ///< of a processor that skips them
    model::RowLayouts row_layouts;                      ///< which the program has been written for
    model::Placement placement;
    std::vector<std::optional<model::NestMapping>> mapping{};                         ///< by nest; nothing: it streams
    std::map<std::pair<std::uint32_t, std::uint64_t>, model::SumOrder> sum_orders{};  ///< of layers and samples mapped
    std::vector<std::uint64_t> tile_bytes{};                                          ///< by memory
    std::vector<mapping::DrawnNest> drawing{};                                        ///< by nest, where one is mapped
    std::uint64_t steps = 0;
    double work = 0.0;                         ///< see expected_work.hpp
    schedule::OperandTally expected_operands;  ///< by formula
};

/// Where a tensor of a layer lives.
struct TensorHome {
    TensorId tensor;
    std::size_t memory = 0;       ///< of the run's memories
    std::uint64_t bytes = 0;      ///< padding included
    std::uint64_t pad_words = 0;  ///< between its rows
};

/// Energy and time of an epoch.
struct EpochSum {
    std::uint64_t samples = 0;
    std::uint64_t steps = 0;
    std::uint64_t last_batch = 0;  ///< samples of the last step, where it is smaller; else 0
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
    std::vector<PhaseWork> work;                    ///< what the schedule asks for, by phase and layer
    std::vector<energy::PhaseEnergy> phase_energy;  ///< the energy by phase and layer
    std::optional<Picojoules> operand_energy;       ///< in the operand view
    schedule::Bounds bounds;
    schedule::Bounds own_bounds;     ///< of this schedule alone
    nlohmann::ordered_json mapping;  ///< resolved: it can be run again
    std::optional<MappingSearch> searched;
    machine::Peaks peaks;
    std::vector<mapping::DrawnNest> drawing;    ///< of that, where a nest is mapped
    std::vector<TensorHome> homes;              ///< of every array; all are live for the whole step
    std::vector<std::uint64_t> capacity_bytes;  ///< by memory of the run
    std::optional<EpochSum> epoch;              ///< where its samples are told
    std::vector<std::string> assumed;           ///< keys of the figures that are assumptions
    model::TensorValues initial_values;         ///< empty unless values moved
};

/// Steps that an engine simulates in a second, for estimates: the order of what scripts/bench prints.
[[nodiscard]] constexpr double expected_steps_per_second(Engine engine)
{
    return engine == Engine::systemc ? 0.1e6 : 10e6;
}

/// In which order a planned run adds up its rows.
[[nodiscard]] model::SumOrders sum_orders(const RunPlan& plan, const machine::PeArrayConfig& array);

/// Plans a run, whose mapping is not to be searched any more. Throws PlacementError, TooManySteps, InputError for a
/// missing cost, and OverflowError.
[[nodiscard]] RunPlan plan_run(const RunRequest& request);

/// Runs a plan, prices it and checks the figures (see self_check.hpp). `progress` is called with the number of steps
/// done, and may throw to end the run. One run a process: `last_batch`, the simulation of an epoch's smaller last
/// batch, which a run with values does without, is from another; see batch/epoch_end.hpp.
[[nodiscard]] RunReport execute_run(const RunRequest& request, const RunPlan& plan,
                                    const std::function<void(std::uint64_t steps)>& progress,
                                    std::shared_ptr<const sim::SimulationResult> last_batch = nullptr);

/// Prices a simulation and checks the figures: the simulation of this plan, or of a run whose simulation_identity() is
/// the same. Throws SelfCheckFailed.
[[nodiscard]] RunReport report_run(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation);

/// Every assumed figure of a run's model, processor and cost table, but for costs of precisions that nothing computes
/// in: `model.features`, `processor.pe_array.lanes`, `costs.register_file_pj`.
[[nodiscard]] std::vector<std::string> assumed_figures(const RunRequest& request);

/// Those of a processor and its cost table alone. `computes_in`: in which precisions the run computes.
[[nodiscard]] std::vector<std::string> assumed_figures(const config::PricedProcessor& priced,
                                                       const std::function<bool(Precision)>& computes_in);

}  // namespace deltasim::experiment
