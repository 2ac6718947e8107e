// SPDX-License-Identifier: MIT
#include "experiment/results/explanation.hpp"

#include <algorithm>
#include <cmath>

#include "experiment/results/each_part.hpp"
#include "experiment/results/explanation_fields.hpp"
#include "experiment/results/json_writer.hpp"

namespace deltasim::experiment
{

namespace
{

/// The run of a schedule, or nullptr.
const RunResult* run_of(const ComparisonResult& comparison, const std::string& schedule)
{
    const auto found = std::find_if(comparison.runs.begin(), comparison.runs.end(),
                                    [&](const RunResult& run) { return run.schedule == schedule; });
    return found == comparison.runs.end() ? nullptr : &*found;
}

std::optional<double> share(double part, double total)
{
    return total > 0.0 ? std::optional(100.0 * part / total) : std::nullopt;
}

/// True if the experiment itself places a tensor.
bool is_explicit(const HomeRow& home, const config::PlacementConfig& placement)
{
    const std::string tensor(name_of(home.tensor));
    const std::string of_layer = tensor + "[" + std::to_string(home.layer) + "]";
    return placement.homes.contains(tensor) || placement.homes.contains(of_layer);
}

/// The bytes that on-chip memories have left: placement fills them in order, and nothing is freed.
std::vector<BytesLeft> left_on_chip(const RunResult& run)
{
    std::vector<BytesLeft> left;
    for (const MemoryResult& memory : run.memories) {
        if (memory.level != "dram") left.push_back({memory.name, memory.capacity_bytes - memory.peak_bytes});
    }
    return left;
}

std::vector<ExplainedHome> explained_homes(const RunResult& run, const config::PlacementConfig& placement)
{
    std::vector<ExplainedHome> homes;
    for (const HomeRow& row : run.homes) {
        ExplainedHome& home = homes.emplace_back();
        home.home = row;
        home.level = std::find_if(run.memories.begin(), run.memories.end(), [&](const MemoryResult& memory) {
                         return memory.name == row.memory;
                     })->level;
        const bool overflown = home.level == "dram" && !is_explicit(row, placement);
        home.placed_by = is_explicit(row, placement) ? "experiment" : overflown ? "overflow" : "fit";
        if (overflown) home.left_on_chip.emplace(left_on_chip(run));
    }
    std::stable_sort(homes.begin(), homes.end(),
                     [](const ExplainedHome& a, const ExplainedHome& b) { return a.home.bytes > b.home.bytes; });
    return homes;
}

std::vector<ExplainedMemory> explained_memories(const RunResult& run)
{
    std::vector<ExplainedMemory> memories;
    for (const MemoryResult& memory : run.memories) {
        memories.push_back({memory.name, memory.level, memory.peak_bytes, memory.capacity_bytes, memory.busy_percent,
                            memory.energy_pj, memory.rows_pj, memory.refresh_pj});
    }
    return memories;
}

std::vector<EnergyShare> shares_of_energy(const RunResult& run)
{
    std::vector<EnergyShare> parts;
    each_part(run.energy_pj, [&](const std::string& part, double energy) {
        parts.push_back({part, energy, share(energy, run.energy_pj.total)});
    });
    return parts;
}

/// Every operand of every phase, the most expensive first.
std::vector<AccessShare> shares_of_accesses(const RunResult& run)
{
    std::vector<AccessShare> accesses;
    for (const AccessRow& row : run.accesses) accesses.push_back({row, share(row.energy_pj, run.energy_pj.total)});
    std::stable_sort(accesses.begin(), accesses.end(), [](const AccessShare& a, const AccessShare& b) {
        return a.access.energy_pj > b.access.energy_pj;
    });
    return accesses;
}

/// The scheduled operand with the most reads, in words.
std::optional<OperandRow> most_read(const RunResult& run)
{
    const auto most = std::max_element(run.operands.begin(), run.operands.end(),
                                       [](const OperandRow& a, const OperandRow& b) { return a.reads < b.reads; });
    return most == run.operands.end() ? std::nullopt : std::optional(*most);
}

std::vector<ResourceUse> resources_of(const RunResult& run)
{
    std::vector<ResourceUse> resources;
    const auto add = [&](const std::string& name, double busy_percent) {
        resources.push_back({name, busy_percent, std::max(0.0, 100.0 - busy_percent)});
    };
    const auto total = static_cast<double>(run.time_cycles.time.total);
    if (const auto busy = share(static_cast<double>(run.lane_busy_cycles), total)) add("lanes", *busy);
    for (const MemoryResult& memory : run.memories) add(memory.name, memory.busy_percent);
    std::stable_sort(resources.begin(), resources.end(),
                     [](const ResourceUse& a, const ResourceUse& b) { return a.busy_percent > b.busy_percent; });
    return resources;
}

ExplainedTime explained_time(const RunResult& run)
{
    ExplainedTime time;
    time.total = run.time_cycles.time.total;
    const auto total = static_cast<double>(time.total);
    for (std::size_t i = 0; i < time_cause_count; ++i) {
        const std::uint64_t cycles = run.time_cycles.time.causes.values[i];
        time.causes.push_back({static_cast<TimeCause>(i), cycles, share(static_cast<double>(cycles), total)});
    }
    std::stable_sort(time.causes.begin(), time.causes.end(),
                     [](const CauseShare& a, const CauseShare& b) { return a.cycles > b.cycles; });
    time.phases = run.time_cycles.phases;
    time.lanes_busy_percent = share(static_cast<double>(run.lane_busy_cycles), total);
    time.bound_cycles = run.bounds.cycles;
    time.bound_by = run.bounds.dram_cycles > run.bounds.mac_cycles ? "dram" : "mac";
    if (run.bounds.cycles > 0) time.times_the_bound = total / static_cast<double>(run.bounds.cycles);
    time.resources = resources_of(run);
    return time;
}

/// By phase and layer in the order of execution. Several nests of one phase and layer, such as those of the first
/// sample and of the others, are its parts.
std::vector<ExplainedPhase> explained_mapping(const RunResult& run)
{
    std::vector<ExplainedPhase> phases;
    const auto nests = run.loops.value_or(std::vector<mapping::DrawnNest>{});
    for (const PhaseTime& time : run.time_cycles.phases) {
        const auto is_known = std::any_of(phases.begin(), phases.end(), [&](const ExplainedPhase& known) {
            return known.phase == time.phase && known.layer == time.layer;
        });
        if (is_known) continue;
        ExplainedPhase& phase = phases.emplace_back(ExplainedPhase{time.phase, time.layer, true, {}, {}});
        std::vector<mapping::DrawnNest> drawn;  // equal passes only once
        const auto is_of_phase = [&](const auto& row) { return row.phase == phase.phase && row.layer == phase.layer; };
        for (const mapping::DrawnNest& nest : nests) {
            if (!is_of_phase(nest) || std::find(drawn.begin(), drawn.end(), nest) != drawn.end()) continue;
            phase.stages.insert(phase.stages.end(), nest.stages.begin(), nest.stages.end());
            drawn.push_back(nest);
        }
        phase.streams = phase.stages.empty();
        for (const TransferRow& row : run.transfers) {
            if (is_of_phase(row)) phase.crossings.push_back({row.tensor, row.from, row.to, row.words});
        }
    }
    return phases;
}

/// The share of another schedule's step that has as many samples as the run's step: below 1 if that schedule defers
/// updates.
double equal_share(const ComparedRow& row, const RunResult& run)
{
    if (!row.figures || !row.figures->samples) return 1.0;
    return static_cast<double>(run.batch) / static_cast<double>(*row.figures->samples);
}

std::uint64_t rounded_share(double part, std::uint64_t cycles)
{
    return part == 1.0 ? cycles : static_cast<std::uint64_t>(std::llround(part * static_cast<double>(cycles)));
}

/// The rows of the comparison for equal numbers of samples, the least energy first; failed rows come last.
std::vector<ExplainedSchedule> explained_schedules(const ComparisonResult& comparison, const RunResult& run)
{
    std::vector<ExplainedSchedule> schedules;
    for (const ComparedRow& row : comparison.rows) {
        const double part = equal_share(row, run);
        ExplainedSchedule& schedule = schedules.emplace_back();
        schedule.schedule = row.schedule;
        if (row.energy_pj) schedule.energy_pj = part * *row.energy_pj;
        if (row.figures) {
            schedule.cycles = rounded_share(part, row.figures->cycles);
            schedule.seconds = part * row.figures->seconds;
            if (row.figures->operand_energy_pj) schedule.operand_energy_pj = part * *row.figures->operand_energy_pj;
        }
        schedule.saving_percent = row.savings.saving_percent;
        schedule.operand_saving_percent = row.savings.operand_saving_percent;
        schedule.error = row.error;
    }
    std::stable_sort(schedules.begin(), schedules.end(), [](const ExplainedSchedule& a, const ExplainedSchedule& b) {
        if (!a.energy_pj || !b.energy_pj) return a.energy_pj.has_value() && !b.energy_pj;
        return *a.energy_pj < *b.energy_pj;
    });
    return schedules;
}

std::optional<BetterSchedule> better_schedule(const ComparisonResult& comparison, const RunResult& run)
{
    const ComparedRow* next = nullptr;
    double energy_of_next = 0.0;
    for (const ComparedRow& row : comparison.rows) {
        if (!row.energy_pj) continue;
        const double energy = equal_share(row, run) * *row.energy_pj;
        if (energy >= run.energy_pj.total || (next != nullptr && energy <= energy_of_next)) continue;
        next = &row;
        energy_of_next = energy;
    }
    if (next == nullptr) return std::nullopt;
    const double part = equal_share(*next, run);
    return BetterSchedule{next->schedule,
                          energy_of_next,
                          run.energy_pj.total - energy_of_next,
                          next->savings.saving_percent,
                          rounded_share(part, next->figures->cycles),
                          energy_differences(run, *run_of(comparison, next->schedule), part)};
}

/// Bytes of weights that moved between the chip and its DRAM, and the lower bound of all schedules.
ExplainedBound explained_bound(const RunResult& run)
{
    ExplainedBound bound{run.bounds, off_chip_weight_bytes(run).value_or(0), {}, {}, {}, {}};
    const auto least = static_cast<double>(run.bounds.weight_bytes);
    const auto moved = static_cast<double>(bound.run_weight_bytes);
    if (least > 0.0) bound.times_the_bound = moved / least;
    bound.own = run.own_bounds;
    if (bound.own && bound.own->weight_bytes > 0) {
        bound.times_the_own_bound = moved / static_cast<double>(bound.own->weight_bytes);
    }
    bound.leaves_out = {
        "Deferred updates: a schedule that updates after several batches writes its weights once for all of "
        "them (delta_deferred).",
        "Weights that stay on chip from one step to the next although their home is the DRAM.",
        "All other tensors: activations, deltas, gradients and the states of optimizers."};
    return bound;
}

MappedStep mapped_step(const RunResult& run)
{
    return {run.energy_pj.total, run.seconds, run.energy_pj, run.transfers};
}

}  // namespace

std::optional<Explanation> explanation(const ComparisonResult& comparison, const config::PlacementConfig& placement)
{
    const RunResult* const found = run_of(comparison, comparison.baseline);
    if (found == nullptr) return std::nullopt;
    const RunResult& run = *found;
    Explanation result;
    result.model = run.model;
    result.processor = run.processor;
    result.costs = run.costs;
    result.schedule = run.schedule;
    result.classes = run.classes;
    result.batch = run.batch;
    result.cycles = run.cycles;
    result.seconds = run.seconds;
    result.energy_pj = run.energy_pj.total;
    result.energy_unit = run.energy_unit;
    result.energy_pj_per_sample = run.energy_pj_per_sample;
    result.seconds_per_sample = run.seconds_per_sample;
    result.epoch = run.epoch;
    result.homes = explained_homes(run, placement);
    result.memories = explained_memories(run);
    result.energy = shares_of_energy(run);
    result.operand_energy_pj = run.operand_energy_pj;
    result.energy_by_phase = run.energy_by_phase;
    result.accesses = shares_of_accesses(run);
    result.most_read = most_read(run);
    result.time = explained_time(run);
    result.skip = run.skip;
    result.cores = run.cores;
    result.mapping = explained_mapping(run);
    result.mapping_search = run.mapping_search;
    result.schedules = explained_schedules(comparison, run);
    result.better = better_schedule(comparison, run);
    result.bound = explained_bound(run);
    result.assumed = run.assumed;
    result.notes = run.notes;
    return result;
}

void set_against(const ComparisonResult& comparison, const std::vector<OtherMapping>& others, Explanation& explained)
{
    const RunResult* const run = run_of(comparison, comparison.baseline);
    if (run == nullptr || others.empty()) return;
    std::vector<MappingDifference> differences;
    for (const OtherMapping& other : others) {
        differences.push_back(mapping_difference(mapped_step(*run), mapped_step(other.run), other.name));
    }
    explained.mapping_differences.emplace(std::move(differences));
}

Json explanation_json(const Explanation& explanation) { return json_of(explanation); }

}  // namespace deltasim::experiment
