// SPDX-License-Identifier: MIT
#include "experiment/results/simulation_json.hpp"

#include <fmt/format.h>

#include "core/checked.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"
#include "experiment/run/counts_check.hpp"

namespace deltasim::experiment
{

template <>
struct Fields<ReadsWrites> {
    static constexpr auto list = fields(field("reads", &ReadsWrites::reads, "reads", "", ""),
                                        field("writes", &ReadsWrites::writes, "writes", "", ""));
};

template <>
struct Fields<MemoryCounts> {
    static constexpr auto list = fields(
        field("name", &MemoryCounts::name, "memory", "", ""), field("level", &MemoryCounts::level, "level", "", ""),
        field("access_bits", &MemoryCounts::access_bits, "access", "bits", ""),
        field("by_tensor", &MemoryCounts::by_tensor, "by tensor", "", ""),
        field("words_moved", &MemoryCounts::words_moved, "words moved", "", ""),
        field("bits_moved", &MemoryCounts::bits_moved, "bits moved", "", ""),
        field("row_refreshes", &MemoryCounts::row_refreshes, "row refreshes", "", ""),
        field("queued_cycles", &MemoryCounts::queued_cycles, "queued", "cycles", ""),
        field("busiest_port_cycles", &MemoryCounts::busiest_port_cycles, "busiest port", "cycles", ""),
        field("clock_hz", &MemoryCounts::clock_hz, "clock", "Hz", ""));
};

template <>
struct Fields<DramIdleCycles> {
    static constexpr auto list = fields(
        field("active_power_down", &DramIdleCycles::active_power_down, "active power-down", "cycles", ""),
        field("precharged_power_down", &DramIdleCycles::precharged_power_down, "precharged power-down", "cycles", ""),
        field("self_refresh", &DramIdleCycles::self_refresh, "self-refresh", "cycles", ""));
};

/// Earlier versions stopped no clock.
template <>
inline constexpr bool may_be_absent<DramIdleCycles> = true;

template <>
struct Fields<DramRankCounts> {
    static constexpr auto list = fields(
        field("channel", &DramRankCounts::channel, "channel", "", ""),
        field("rank", &DramRankCounts::rank, "rank", "", ""),
        field("refreshes", &DramRankCounts::refreshes, "refreshes", "", ""),
        field("active_cycles", &DramRankCounts::active_cycles, "active", "cycles", ""),
        field("bank_active_cycles", &DramRankCounts::bank_active_cycles, "bank active", "cycles", ""),
        field("bank_refresh_only_cycles", &DramRankCounts::bank_refresh_only_cycles, "bank refresh only", "cycles", ""),
        field("idle", &DramRankCounts::idle, "clock stopped", "", ""));
};

template <>
struct Fields<DramBankCounts> {
    static constexpr auto list =
        fields(field("channel", &DramBankCounts::channel, "channel", "", ""),
               field("rank", &DramBankCounts::rank, "rank", "", ""),
               field("bank_group", &DramBankCounts::bank_group, "bank group", "", ""),
               field("bank", &DramBankCounts::bank, "bank", "", ""),
               field("activates", &DramBankCounts::activates, "activates", "", ""),
               field("precharges", &DramBankCounts::precharges, "precharges", "", ""),
               field("reads", &DramBankCounts::reads, "reads", "", ""),
               field("writes", &DramBankCounts::writes, "writes", "", ""),
               field("bank_refreshes", &DramBankCounts::bank_refreshes, "bank refreshes", "", ""),
               field("row_conflicts", &DramBankCounts::row_conflicts, "row conflicts", "", ""));
};

template <>
struct Fields<DramCounts> {
    static constexpr auto list = fields(
        field("activates", &DramCounts::activates, "activates", "", ""),
        field("precharges", &DramCounts::precharges, "precharges", "", ""),
        field("reads", &DramCounts::reads, "reads", "", ""), field("writes", &DramCounts::writes, "writes", "", ""),
        field("refreshes", &DramCounts::refreshes, "refreshes", "", ""),
        field("bank_refreshes", &DramCounts::bank_refreshes, "bank refreshes", "", ""),
        field("row_hits", &DramCounts::row_hits, "row hits", "", ""),
        field("row_misses", &DramCounts::row_misses, "row misses", "", ""),
        field("cycles", &DramCounts::cycles, "cycles", "", ""),
        field("rank_active_cycles", &DramCounts::rank_active_cycles, "rank active", "cycles", ""),
        field("bank_active_cycles", &DramCounts::bank_active_cycles, "bank active", "cycles", ""),
        field("bank_refresh_only_cycles", &DramCounts::bank_refresh_only_cycles, "bank refresh only", "cycles", ""),
        field("row_conflicts", &DramCounts::row_conflicts, "row conflicts", "", ""),
        field("idle", &DramCounts::idle, "clock stopped", "", ""), field("ranks", &DramCounts::ranks, "ranks", "", ""),
        field("banks", &DramCounts::banks, "banks", "", ""));
};

template <>
struct Fields<PhaseCounts> {
    static constexpr auto list = fields(
        field("phase", &PhaseCounts::phase, "phase", "", ""), field("layer", &PhaseCounts::layer, "layer", "", ""),
        field("cycles", &PhaseCounts::cycles, "cycles", "", "by cause"),
        field("accesses", &PhaseCounts::accesses, "accesses", "", "by memory"),
        field("instructions", &PhaseCounts::instructions, "instructions", "", "of all cores, by what they are for"));
};

template <>
struct Fields<TransferCounts> {
    static constexpr auto list = fields(field("phase", &TransferCounts::phase, "phase", "", ""),
                                        field("layer", &TransferCounts::layer, "layer", "", ""),
                                        field("tensor", &TransferCounts::tensor, "tensor", "", ""),
                                        field("from", &TransferCounts::from, "from", "", "which memory"),
                                        field("to", &TransferCounts::to, "to", "", "which memory"),
                                        field("words", &TransferCounts::words, "words", "", ""),
                                        field("bits", &TransferCounts::bits, "bits", "", ""));
};

template <>
struct Fields<PhaseSkips::OfMemory> {
    static constexpr auto list =
        fields(field("words_moved", &PhaseSkips::OfMemory::words_moved, "words moved", "", ""),
               field("bits_moved", &PhaseSkips::OfMemory::bits_moved, "bits moved", "", ""),
               field("operands", &PhaseSkips::OfMemory::operands, "operands", "", "whose home it is"));
};

template <>
struct Fields<PhaseSkips> {
    static constexpr auto list =
        fields(field("phase", &PhaseSkips::phase, "phase", "", ""), field("layer", &PhaseSkips::layer, "layer", "", ""),
               field("tests", &PhaseSkips::tests, "tests", "", ""),
               field("steps", &PhaseSkips::steps, "steps passed over", "", ""),
               field("operations", &PhaseSkips::operations, "operations", "", "by precision"),
               field("words", &PhaseSkips::words, "words", "", "by tensor"),
               field("memories", &PhaseSkips::memories, "memories", "", ""));
};

template <>
struct Fields<CoreCounts> {
    static constexpr auto list = fields(
        field("issue_width", &CoreCounts::issue_width, "issue width", "", ""),
        field("slots", &CoreCounts::slots, "slots", "", "by what they are for"),
        field("instructions", &CoreCounts::instructions, "instructions", "", "of all cores, by what they are for"));
};

/// Earlier versions skipped nothing.
template <>
inline constexpr bool may_be_absent<std::vector<PhaseSkips>> = true;

template <>
struct Fields<RunCounts> {
    static constexpr auto list = fields(
        field("cycles", &RunCounts::cycles, "cycles", "", ""), field("seconds", &RunCounts::time, "time", "s", ""),
        field("phases", &RunCounts::phases, "phases", "", ""), field("lanes", &RunCounts::lanes, "lanes", "", ""),
        field("operations", &RunCounts::operations, "operations", "", "by precision"),
        field("lane_busy_cycles", &RunCounts::lane_busy_cycles, "lanes busy", "cycles", ""),
        field("memories", &RunCounts::memories, "memories", "", ""), field("dram", &RunCounts::dram, "DRAM", "", ""),
        field("transfers", &RunCounts::transfers, "transfers", "", ""),
        field("skips", &RunCounts::skips, "skipped", "", "by phase and layer"),
        field("cores", &RunCounts::cores, "cores", "", "of those with instructions"));
};

/// All fields except the operands, which are a list of their own, and the last batch, which is kept as a simulation of
/// its own. Values are not kept.
template <>
struct Fields<sim::SimulationResult> {
    static constexpr auto list =
        fields(field("counts", &sim::SimulationResult::counts, "counts", "", ""),
               field("steps", &sim::SimulationResult::steps, "steps", "", ""),
               field("simulated_steps", &sim::SimulationResult::simulated_steps, "simulated", "steps", ""));
};

namespace
{

template <class Counts>
constexpr std::size_t listed = [] {
    std::size_t fields = 0;
    each_listed<Counts>([&](const auto&) { ++fields; });
    return fields;
}();

// A structured binding no longer compiles when a structure gets another member: nothing that is counted can be
// forgotten above.
[[maybe_unused]] void every_member_is_listed(const ReadsWrites& a, const MemoryCounts& b, const DramCounts& c,
                                             const PhaseCounts& d, const RunCounts& e, const sim::SimulationResult& f,
                                             const TransferCounts& g)
{
    [[maybe_unused]] const auto& [a1, a2] = a;
    static_assert(listed<ReadsWrites> == 2);
    [[maybe_unused]] const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10] = b;
    static_assert(listed<MemoryCounts> == 10);
    [[maybe_unused]] const auto& [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16] = c;
    static_assert(listed<DramCounts> == 16);
    [[maybe_unused]] const auto& [r1, r2, r3, r4, r5, r6, r7] = c.ranks.front();
    static_assert(listed<DramRankCounts> == 7);
    [[maybe_unused]] const auto& [i1, i2, i3] = c.idle;
    static_assert(listed<DramIdleCycles> == 3);
    [[maybe_unused]] const auto& [k1, k2, k3, k4, k5, k6, k7, k8, k9, k10] = c.banks.front();
    static_assert(listed<DramBankCounts> == 10);
    [[maybe_unused]] const auto& [d1, d2, d3, d4, d5] = d;
    static_assert(listed<PhaseCounts> == 5);
    [[maybe_unused]] const auto& [e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11] = e;
    static_assert(listed<RunCounts> == 11);
    [[maybe_unused]] const auto& [h1, h2, h3] = *e.cores;
    static_assert(listed<CoreCounts> == 3);
    [[maybe_unused]] const auto& [s1, s2, s3, s4, s5, s6, s7] = e.skips.front();
    static_assert(listed<PhaseSkips> == 7);
    [[maybe_unused]] const auto& [m1, m2, m3] = e.skips.front().memories.front();
    static_assert(listed<PhaseSkips::OfMemory> == 3);
    [[maybe_unused]] const auto& [operands, f1, f2, f3, values, last_batch] = f;
    static_assert(listed<sim::SimulationResult> == 3);
    [[maybe_unused]] const auto& [g1, g2, g3, g4, g5, g6, g7] = g;
    static_assert(listed<TransferCounts> == 7);
}

/// An element of the list in which a tally is kept.
struct KeptOperand {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    Tensor tensor = Tensor::weight;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
};

void read_operand(const Json& json, KeptOperand& operand, const JsonPlace& place)
{
    require_list(json, place);
    if (json.size() != 5) refuse(place, "a list of phase, layer, tensor, reads and writes", json);
    std::size_t i = 0;
    const auto next = [&](auto& value) {
        const JsonPlace here{&place, {}, i};
        read_value(json.at(i++), value, here);
    };
    next(operand.phase);
    next(operand.layer);
    next(operand.tensor);
    next(operand.reads);
    next(operand.writes);
}

/// Throws DamagedResult unless every phase has accesses of every memory, every clock has a rate, and the counts can be
/// those of a run.
void require_consistent(const sim::SimulationResult& simulation)
{
    const RunCounts& counts = simulation.counts;
    for (std::size_t p = 0; p < counts.phases.size(); ++p) {
        if (counts.phases[p].accesses.size() == counts.memories.size()) continue;
        throw DamagedResult(fmt::format("counts.phases[{}].accesses: expected {}, one a memory, found {}", p,
                                        counts.memories.size(), counts.phases[p].accesses.size()));
    }
    for (std::size_t p = 0; p < counts.phases.size(); ++p) {
        if (counts.phases[p].instructions.has_value() == counts.cores.has_value()) continue;
        throw DamagedResult(fmt::format("counts.phases[{}].instructions: expected some where there are cores", p));
    }
    for (const MemoryCounts& memory : counts.memories) {
        if (memory.clock_hz > 0.0) continue;
        throw DamagedResult(fmt::format("counts.memories: {}: expected a clock above 0 Hz", memory.name));
    }
    if (counts.dram && counts.dram->ranks.empty() != counts.dram->banks.empty()) {
        throw DamagedResult("counts.dram: expected banks where there are ranks");
    }
    if (counts.dram && !counts.dram->ranks.empty()) {
        const DramCounts& dram = *counts.dram;
        std::uint32_t channel = 0;
        for (const DramRankCounts& rank : dram.ranks) {
            if (rank.channel != channel && rank.channel != ++channel) {
                throw DamagedResult("counts.dram.ranks: expected them channel by channel");
            }
        }
        if (dram.banks.size() % dram.ranks.size() != 0) {
            throw DamagedResult("counts.dram.banks: expected as many of each rank");
        }
        for (const DramBankCounts& bank : dram.banks) {
            if (bank.activates > checked_add(bank.reads, bank.writes)) {
                throw DamagedResult("counts.dram.banks: expected no more activates than reads and writes");
            }
        }
    }
    for (const TransferCounts& transfer : counts.transfers) {
        for (const std::size_t place : {transfer.from, transfer.to}) {
            if (place == TransferCounts::array || place < counts.memories.size()) continue;
            throw DamagedResult("counts.transfers: expected a memory of the run, or the array");
        }
    }
    if (simulation.simulated_steps > simulation.steps) {
        throw DamagedResult("simulated_steps: expected no more than steps");
    }
    check_counts(counts);
}

Json operands_json(const schedule::OperandTally& tally)
{
    Json rows = Json::array();
    for (const auto& [key, count] : tally.entries()) {
        rows.push_back({name_of(key.phase), key.layer, name_of(key.tensor), count.reads, count.writes});
    }
    return rows;
}

schedule::OperandTally tally_in(const Json& json, const JsonPlace& place)
{
    require_list(json, place);
    schedule::OperandTally tally;
    std::size_t i = 0;
    for (const Json& row : json) {
        const JsonPlace here{&place, {}, i++};
        KeptOperand operand;
        read_operand(row, operand, here);
        const schedule::OperandKey key{operand.phase, operand.layer, operand.tensor};
        tally.add_reads(key, operand.reads);
        tally.add_writes(key, operand.writes);
    }
    return tally;
}

constexpr const char* operands_key = "operands";
constexpr const char* last_batch_key = "last_batch";

Json kept_json(const sim::SimulationResult& simulation)
{
    Json json{{operands_key, operands_json(simulation.operands)}};
    json.update(json_of(simulation));
    if (simulation.last_batch) json[last_batch_key] = kept_json(*simulation.last_batch);
    return json;
}

sim::SimulationResult simulation_in(const Json& json, const JsonPlace& whole)
{
    sim::SimulationResult simulation;
    read_value(json, simulation, whole);
    const JsonPlace place{&whole, operands_key};
    const Json* const operands = member_of(json, operands_key, whole);
    if (operands == nullptr) throw DamagedResult(place.text() + ": is missing");
    simulation.operands = tally_in(*operands, place);
    require_consistent(simulation);
    return simulation;
}

}  // namespace

std::string kept_text(const sim::SimulationResult& simulation) { return json_line(kept_json(simulation)); }

sim::SimulationResult kept_simulation(const std::string& text)
{
    const JsonPlace whole;
    try {
        const Json json = parsed_json(text);
        sim::SimulationResult simulation = simulation_in(json, whole);
        if (const Json* const last = member_of(json, last_batch_key, whole)) {
            const JsonPlace place{&whole, last_batch_key};
            simulation.last_batch = std::make_shared<const sim::SimulationResult>(simulation_in(*last, place));
        }
        return simulation;
    } catch (const OverflowError& error) {
        throw DamagedResult(error.what());
    } catch (const SelfCheckFailed& error) {
        throw DamagedResult(error.what());
    }
}

}  // namespace deltasim::experiment
