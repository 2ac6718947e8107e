// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "config/readers/experiment.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/mapping_differences.hpp"
#include "experiment/results/run_differences.hpp"
#include "experiment/results/savings_row.hpp"

// Explains the figures of a run: where its tensors live and why, where its energy and time go, what another schedule
// would save, and how far it is from the bound. Everything follows from the results of runs.

namespace deltasim::experiment
{

struct BytesLeft {
    std::string memory;
    std::uint64_t bytes = 0;
};

/// Where a tensor lies, and why: on chip, since it fits; off chip, since no on-chip memory has enough room left; or
/// where the experiment places it.
struct ExplainedHome {
    HomeRow home;
    std::string level;
    std::string placed_by;
    OrAbsent<std::vector<BytesLeft>> left_on_chip;
};

struct ExplainedMemory {
    std::string name;
    std::string level;
    std::uint64_t peak_bytes = 0;
    std::uint64_t capacity_bytes = 0;
    double busy_percent = 0.0;
    double energy_pj = 0.0;
    double rows_pj = 0.0;
    double refresh_pj = 0.0;
};

struct EnergyShare {
    std::string part;
    double energy_pj = 0.0;
    std::optional<double> share_percent;
};

struct AccessShare {
    AccessRow access;
    std::optional<double> share_percent;
};

struct CauseShare {
    TimeCause cause = TimeCause::compute;
    std::uint64_t cycles = 0;
    std::optional<double> share_percent;
};

/// The least share of the time for which the lanes or a memory are busy. As long as this resource does not change,
/// changes elsewhere can save at most the rest of the time.
struct ResourceUse {
    std::string resource;
    double busy_percent = 0.0;
    double most_saved_percent = 0.0;
};

/// Cycles by cause, the largest first; resources, the busiest first; and the lower bound.
struct ExplainedTime {
    std::uint64_t total = 0;
    std::vector<CauseShare> causes;
    std::vector<PhaseTime> phases;
    std::optional<double> lanes_busy_percent;
    std::uint64_t bound_cycles = 0;
    std::string bound_by;
    std::optional<double> times_the_bound;
    std::vector<ResourceUse> resources;
};

/// Words of a tensor that moved from one place to a neighbouring one.
struct CrossingRow {
    Tensor tensor = Tensor::weight;
    std::string from;
    std::string to;
    std::uint64_t words = 0;
};

/// The loops of a phase on a layer, and the words that crossed each boundary.
struct ExplainedPhase {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    bool streams = true;
    std::vector<mapping::DrawnStage> stages;
    std::vector<CrossingRow> crossings;
};

struct ExplainedSchedule {
    std::string schedule;
    std::optional<double> energy_pj;
    std::optional<std::uint64_t> cycles;
    std::optional<double> seconds;
    std::optional<double> saving_percent;
    std::optional<double> operand_energy_pj;
    std::optional<double> operand_saving_percent;
    std::optional<std::string> error;
};

/// The schedule with the next lower energy, and where the difference comes from.
struct BetterSchedule {
    std::string schedule;
    double energy_pj = 0.0;
    double saved_pj = 0.0;
    std::optional<double> saving_percent;
    std::uint64_t cycles = 0;
    std::vector<EnergyDifference> differences;
};

/// The bound of all schedules, and the bound of this schedule, which is not below it.
struct ExplainedBound {
    BoundFigures bound;
    std::uint64_t run_weight_bytes = 0;
    std::optional<double> times_the_bound;
    std::optional<BoundFigures> own;
    std::optional<double> times_the_own_bound;
    std::vector<std::string> leaves_out;  ///< what the bound of all schedules leaves out, in sentences
};

struct Explanation {
    std::string model;
    std::string processor;
    std::string costs;
    std::string schedule;
    std::uint64_t classes = 0;
    std::uint64_t batch = 1;
    std::uint64_t cycles = 0;
    double seconds = 0.0;
    double energy_pj = 0.0;
    std::string energy_unit;
    double energy_pj_per_sample = 0.0;
    double seconds_per_sample = 0.0;
    std::optional<EpochFigures> epoch;
    std::vector<ExplainedHome> homes;
    std::vector<ExplainedMemory> memories;
    std::vector<EnergyShare> energy;
    std::optional<double> operand_energy_pj;
    std::vector<PhaseEnergyRow> energy_by_phase;
    std::vector<AccessShare> accesses;
    std::optional<OperandRow> most_read;
    ExplainedTime time;
    OrAbsent<SkipFigures> skip;
    OrAbsent<std::vector<CoreRow>> cores;
    std::vector<ExplainedPhase> mapping;
    OrAbsent<MappingSearch> mapping_search;
    OrAbsent<std::vector<MappingDifference>> mapping_differences;
    std::vector<ExplainedSchedule> schedules;
    std::optional<BetterSchedule> better;
    ExplainedBound bound;
    std::vector<std::string> assumed;
    std::vector<std::string> notes;
};

/// The explained run under another mapping, for a comparison.
struct OtherMapping {
    std::string name;
    RunResult run;
};

/// Explains the baseline among the runs of a comparison of one model on one processor. `placement`: the experiment's.
/// Returns nothing if the run of the baseline failed.
[[nodiscard]] std::optional<Explanation> explanation(const ComparisonResult& comparison,
                                                     const config::PlacementConfig& placement);

/// Compares the explained run of the comparison with the same run under other mappings.
void set_against(const ComparisonResult& comparison, const std::vector<OtherMapping>& others, Explanation& explained);

/// Names are stable: add, do not rename.
[[nodiscard]] Json explanation_json(const Explanation& explanation);

}  // namespace deltasim::experiment
