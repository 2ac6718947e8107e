// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/terms.hpp"
#include "core/time_causes.hpp"
#include "energy/dram_energy.hpp"
#include "experiment/results/dram_places.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"
#include "machine/peaks.hpp"

// The parts of a run's result.

namespace deltasim::experiment
{

/// How the run was simulated; the only part in which the engines differ.
struct EngineUse {
    std::string mode;
    std::uint64_t simulated_steps = 0;
    std::uint64_t folded_steps = 0;
};

/// Clocks of the PE array, by what it waited for.
struct TimeByCauses {
    std::uint64_t total = 0;
    ByKind<time_cause_names, std::uint64_t> causes;
};

struct PhaseTime {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    TimeByCauses time;
};

struct RunTime {
    TimeByCauses time;
    std::vector<PhaseTime> phases;
};

struct EpochFigures {
    std::uint64_t samples = 0;
    std::uint64_t steps = 0;
    double energy_pj = 0.0;
    double seconds = 0.0;
};

struct HomeRow {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;
    std::string memory;
    std::uint64_t bytes = 0;
    OrAbsent<std::uint64_t> pad_words;
    OrAbsent<std::string> rows;  ///< only for a tensor that lies in two memories
};

struct AccessRow {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    Tensor tensor = Tensor::weight;
    std::string memory;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    double energy_pj = 0.0;
};

/// Words that moved between neighbouring places: memories, and the array.
struct TransferRow {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    Tensor tensor = Tensor::weight;
    std::string from;
    std::string to;
    std::uint64_t words = 0;
    std::uint64_t bits = 0;
};

struct OperandRow {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    Tensor tensor = Tensor::weight;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
};

struct TensorAccesses {
    Tensor tensor = Tensor::weight;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    double energy_pj = 0.0;
    std::uint64_t bytes = 0;
};

struct MemoryResult {
    std::string name;
    std::string level;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t bits_read = 0;
    std::uint64_t bits_written = 0;
    std::uint64_t words_moved = 0;
    std::uint64_t bits_moved = 0;
    std::uint64_t row_refreshes = 0;
    std::uint64_t queued_cycles = 0;
    double busy_percent = 0.0;
    std::uint64_t access_bits = 0;
    double read_pj = 0.0;
    double write_pj = 0.0;
    double energy_pj = 0.0;
    double rows_pj = 0.0;
    double refresh_pj = 0.0;
    std::uint64_t capacity_bytes = 0;
    std::uint64_t peak_bytes = 0;
    std::vector<TensorAccesses> by_tensor;
};

struct DramCommands {
    std::uint64_t activates = 0;
    std::uint64_t precharges = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t refreshes = 0;
    std::uint64_t row_hits = 0;
    std::uint64_t row_misses = 0;
    std::uint64_t bank_refreshes = 0;
    std::uint64_t rank_active_cycles = 0;
    std::uint64_t bank_active_cycles = 0;
    std::uint64_t bank_refresh_only_cycles = 0;
    std::uint64_t row_conflicts = 0;
    OrAbsent<std::uint64_t> active_power_down_cycles;  ///< these fields only if the clock was stopped at any time
    OrAbsent<std::uint64_t> precharged_power_down_cycles;
    OrAbsent<std::uint64_t> self_refresh_cycles;
    DramPlaces places;
};

struct EnergyParts {
    double total = 0.0;
    double compute = 0.0;
    double register_file = 0.0;
    double sram = 0.0;
    double dram = 0.0;
    double interconnect = 0.0;
    double static_power = 0.0;
    OrAbsent<double> cores;  ///< only for cores that cost something
};

/// The energy of one phase on one layer. Without phase and layer: the energy that no phase alone causes.
struct PhaseEnergyRow {
    std::optional<Phase> phase;
    std::optional<std::uint32_t> layer;
    double total = 0.0;
    double compute = 0.0;
    double register_file = 0.0;
    double sram = 0.0;
    double dram = 0.0;
    double interconnect = 0.0;
    double static_power = 0.0;
    OrAbsent<double> cores;
};

/// Kinds of a stopped clock are absent if it was never stopped.
using DramEnergyKinds = ByKind<energy::dram_energy_kind_names, OrAbsent<double>>;

/// By the datasheet of the DRAM.
struct DramEnergyParts {
    std::string formula;
    double total = 0.0;
    DramEnergyKinds by_kind;
    OrAbsent<double> interface;  ///< not in the total
    ByName<DramEnergyKinds> rails;
};

struct BoundFigures {
    std::uint64_t weight_reads = 0;
    std::uint64_t weight_writes = 0;
    std::uint64_t weight_bytes = 0;
    std::uint64_t cycles = 0;
    std::uint64_t mac_cycles = 0;
    std::uint64_t dram_cycles = 0;
};

template <>
struct Fields<EngineUse> {
    static constexpr auto list =
        fields(field("mode", &EngineUse::mode, "engine", "", "fold or step"),
               field("simulated_steps", &EngineUse::simulated_steps, "simulated", "steps", "steps simulated"),
               field("folded_steps", &EngineUse::folded_steps, "folded", "steps", "steps that were looked up"));
};

template <>
struct Fields<TimeByCauses> {
    static constexpr auto list =
        fields(field("total", &TimeByCauses::total, "total", "cycles", "clocks of the PE array"),
               inlined(&TimeByCauses::causes));
};

template <>
struct Fields<PhaseTime> {
    static constexpr auto list =
        fields(field("phase", &PhaseTime::phase, "phase", "", "of the training step"),
               field("layer", &PhaseTime::layer, "layer", "", "counted from 1"), inlined(&PhaseTime::time));
};

template <>
struct Fields<RunTime> {
    static constexpr auto list =
        fields(inlined(&RunTime::time), field("phases", &RunTime::phases, "phases", "", "by phase and layer"));
};

template <>
struct Fields<EpochFigures> {
    static constexpr auto list =
        fields(field("samples", &EpochFigures::samples, "samples an epoch", "", "as training.samples says"),
               field("steps", &EpochFigures::steps, "steps an epoch", "", "the last one may be of a smaller batch"),
               field("energy_pj", &EpochFigures::energy_pj, "energy an epoch", "pJ", "of all its steps"),
               field("seconds", &EpochFigures::seconds, "time an epoch", "s", "of all its steps"));
};

template <>
struct Fields<HomeRow> {
    static constexpr auto list = fields(
        field("tensor", &HomeRow::tensor, "tensor", "", ""),
        field("layer", &HomeRow::layer, "layer", "", "counted from 1; activation 0 is the features"),
        field("memory", &HomeRow::memory, "home", "", "the memory that holds it for the whole step"),
        field("bytes", &HomeRow::bytes, "size", "B", "padding included"),
        field("pad_words", &HomeRow::pad_words, "padding", "words", "between two rows; absent where there is none"),
        field("rows", &HomeRow::rows, "rows", "",
              "first or others: which of its rows; absent of a tensor that lies in one memory"));
};

template <>
struct Fields<machine::Peaks> {
    static constexpr auto list = fields(
        field("lanes", &machine::Peaks::lanes, "lanes", "", "of the array"),
        field("macs_per_second", &machine::Peaks::macs_per_second, "peak rate", "MAC/s", "of all lanes"),
        field("on_chip_bytes", &machine::Peaks::on_chip_bytes, "on-chip memory", "B", "capacity of all memories"),
        field("dram_bytes_per_second", &machine::Peaks::dram_bytes_per_second, "DRAM bandwidth", "B/s",
              "what its pins move at most; null without a DRAM"),
        field(
            "area_mm2", &machine::Peaks::area_mm2, "area", "mm2",
            "of lanes and on-chip memories, without registers, wires and control; null where the costs lack a figure"));
};

template <>
struct Fields<AccessRow> {
    static constexpr auto list =
        fields(field("phase", &AccessRow::phase, "phase", "", "of the training step"),
               field("layer", &AccessRow::layer, "layer", "", "that is worked on, counted from 1"),
               field("tensor", &AccessRow::tensor, "tensor", "", ""),
               field("memory", &AccessRow::memory, "memory", "", "that was accessed"),
               field("reads", &AccessRow::reads, "reads", "", "lines of an on-chip memory, bursts of a DRAM"),
               field("writes", &AccessRow::writes, "writes", "", "the same"),
               field("energy_pj", &AccessRow::energy_pj, "energy", "pJ", "of these accesses"));
};

template <>
struct Fields<TransferRow> {
    static constexpr auto list =
        fields(field("phase", &TransferRow::phase, "phase", "", "of the training step"),
               field("layer", &TransferRow::layer, "layer", "", "that is worked on, counted from 1"),
               field("tensor", &TransferRow::tensor, "tensor", "", "partial_sum: sums that leave the lanes early"),
               field("from", &TransferRow::from, "from", "", "a memory, or array"),
               field("to", &TransferRow::to, "to", "", "the same"),
               field("words", &TransferRow::words, "words", "", "that went that way"),
               field("bits", &TransferRow::bits, "bits", "", "of those words"));
};

template <>
struct Fields<OperandRow> {
    static constexpr auto list =
        fields(field("phase", &OperandRow::phase, "phase", "", "of the training step"),
               field("layer", &OperandRow::layer, "layer", "", "that is worked on, counted from 1"),
               field("tensor", &OperandRow::tensor, "tensor", "", ""),
               field("reads", &OperandRow::reads, "reads", "", "words read by scheduled operations"),
               field("writes", &OperandRow::writes, "writes", "", "words written by them"));
};

template <>
struct Fields<TensorAccesses> {
    static constexpr auto list =
        fields(field("tensor", &TensorAccesses::tensor, "tensor", "", ""),
               field("reads", &TensorAccesses::reads, "reads", "", "accesses that reached the memory"),
               field("writes", &TensorAccesses::writes, "writes", "", "the same"),
               field("energy_pj", &TensorAccesses::energy_pj, "energy", "pJ", "of these accesses"),
               field("bytes", &TensorAccesses::bytes, "peak", "B", "that the tensor takes"));
};

template <>
struct Fields<MemoryResult> {
    static constexpr auto list = fields(
        field("name", &MemoryResult::name, "memory", "", "as the processor names it"),
        field("level", &MemoryResult::level, "level", "", "sram, edram or dram"),
        field("reads", &MemoryResult::reads, "reads", "", "lines of an on-chip memory, bursts of a DRAM"),
        field("writes", &MemoryResult::writes, "writes", "", "the same"),
        field("bits_read", &MemoryResult::bits_read, "bits read", "", "reads times the width of an access"),
        field("bits_written", &MemoryResult::bits_written, "bits written", "", "writes times that width"),
        field("words_moved", &MemoryResult::words_moved, "words moved", "", "between the memory and the array"),
        field("bits_moved", &MemoryResult::bits_moved, "bits moved", "", "those words' bits"),
        field("row_refreshes", &MemoryResult::row_refreshes, "row refreshes", "", "of an eDRAM"),
        field("queued_cycles", &MemoryResult::queued_cycles, "queued", "cycles",
              "clocks that accesses waited for a busy port, summed over accesses"),
        field("busy_percent", &MemoryResult::busy_percent, "busy", "",
              "the least part of the time that its accesses take its busiest port", report::NumberStyle::percent),
        field("access_bits", &MemoryResult::access_bits, "access", "bits", "width of an access"),
        field("read_pj", &MemoryResult::read_pj, "a read", "pJ", "what one costs"),
        field("write_pj", &MemoryResult::write_pj, "a write", "pJ", "what one costs"),
        field("energy_pj", &MemoryResult::energy_pj, "energy", "pJ", "of its accesses, rows and refreshes"),
        field("rows_pj", &MemoryResult::rows_pj, "rows", "pJ", "of that: rows of a DRAM opened and closed"),
        field("refresh_pj", &MemoryResult::refresh_pj, "refresh", "pJ", "of that: of an eDRAM, or of a DRAM"),
        field("capacity_bytes", &MemoryResult::capacity_bytes, "capacity", "B", ""),
        field("peak_bytes", &MemoryResult::peak_bytes, "peak", "B", "that its tensors take, all of them live"),
        field("by_tensor", &MemoryResult::by_tensor, "by tensor", "", ""));
};

template <>
struct Fields<DramCommands> {
    static constexpr auto list = fields(
        field("activates", &DramCommands::activates, "activates", "", "rows opened"),
        field("precharges", &DramCommands::precharges, "precharges", "", "banks closed"),
        field("reads", &DramCommands::reads, "reads", "", "bursts read"),
        field("writes", &DramCommands::writes, "writes", "", "bursts written"),
        field("refreshes", &DramCommands::refreshes, "refreshes", "", "of whole ranks"),
        field("row_hits", &DramCommands::row_hits, "row hits", "", "requests that found their row open"),
        field("row_misses", &DramCommands::row_misses, "row misses", "", "requests that did not"),
        field("row_conflicts", &DramCommands::row_conflicts, "row conflicts", "", "misses that found another row open"),
        field("bank_refreshes", &DramCommands::bank_refreshes, "bank refreshes", "", "of single banks"),
        field("rank_active_cycles", &DramCommands::rank_active_cycles, "rank active", "cycles",
              "DRAM clocks in which a rank has a row open, summed over ranks"),
        field("bank_active_cycles", &DramCommands::bank_active_cycles, "bank active", "cycles",
              "DRAM clocks in which a bank has its row open, summed over banks"),
        field("bank_refresh_only_cycles", &DramCommands::bank_refresh_only_cycles, "bank refresh only", "cycles",
              "DRAM clocks in which a rank refreshes banks and has no row open, summed over ranks"),
        field("active_power_down_cycles", &DramCommands::active_power_down_cycles, "active power-down", "cycles",
              "DRAM clocks in which a rank is in power-down and has a row open, summed over ranks"),
        field("precharged_power_down_cycles", &DramCommands::precharged_power_down_cycles, "precharged power-down",
              "cycles", "DRAM clocks in which a rank is in power-down and has no row open, summed over ranks"),
        field("self_refresh_cycles", &DramCommands::self_refresh_cycles, "self-refresh", "cycles",
              "DRAM clocks in which a rank refreshes itself, summed over ranks"),
        inlined(&DramCommands::places));
};

template <>
struct Fields<EnergyParts> {
    static constexpr auto list = fields(
        field("total", &EnergyParts::total, "total", "pJ", "the sum of the parts"),
        field("compute", &EnergyParts::compute, "compute", "pJ", "operations of the lanes and the row-end unit"),
        field("register_file", &EnergyParts::register_file, "register file", "pJ",
              "operands and results of these operations in the lanes' registers"),
        field("sram", &EnergyParts::sram, "sram", "pJ", "accesses to on-chip memories"),
        field("dram", &EnergyParts::dram, "dram", "pJ", "accesses to the DRAM"),
        field("interconnect", &EnergyParts::interconnect, "interconnect", "pJ",
              "words moved between memories and the array"),
        field("static", &EnergyParts::static_power, "static", "pJ", "leakage and background power over the time"),
        field("cores", &EnergyParts::cores, "cores", "pJ",
              "instructions, beside their operations and accesses, and the power of cores over the time"));
};

template <>
struct Fields<PhaseEnergyRow> {
    static constexpr auto list = fields(
        field("phase", &PhaseEnergyRow::phase, "phase", "", "null in the last row: what no phase alone causes"),
        field("layer", &PhaseEnergyRow::layer, "layer", "", "that is worked on, counted from 1"),
        field("total", &PhaseEnergyRow::total, "total", "pJ", "the sum of the parts"),
        field("compute", &PhaseEnergyRow::compute, "compute", "pJ", "operations"),
        field("register_file", &PhaseEnergyRow::register_file, "register file", "pJ", "their operands and results"),
        field("sram", &PhaseEnergyRow::sram, "sram", "pJ", "on-chip accesses; in the last row refreshes of eDRAM"),
        field("dram", &PhaseEnergyRow::dram, "dram", "pJ", "accesses; in the last row rows and refreshes"),
        field("interconnect", &PhaseEnergyRow::interconnect, "interconnect", "pJ", "words moved"),
        field("static", &PhaseEnergyRow::static_power, "static", "pJ", "by the phase's share of the time"),
        field("cores", &PhaseEnergyRow::cores, "cores", "pJ", "instructions; power by the phase's share of the time"));
};

template <>
struct Fields<DramEnergyParts> {
    static constexpr auto list = fields(
        field("formula", &DramEnergyParts::formula, "formula", "", "drampower or micron"),
        field("total", &DramEnergyParts::total, "total", "pJ", "of all kinds, of the core"),
        inlined(&DramEnergyParts::by_kind),
        field("interface", &DramEnergyParts::interface, "interface", "pJ", "of the rails that supply the pins, apart"),
        field("rails", &DramEnergyParts::rails, "rails", "", "the kinds by supply rail"));
};

template <>
struct Fields<BoundFigures> {
    static constexpr auto list = fields(
        field("weight_reads", &BoundFigures::weight_reads, "weight reads", "words", "from the DRAM, at least"),
        field("weight_writes", &BoundFigures::weight_writes, "weight writes", "words", "to the DRAM, at least"),
        field("weight_bytes", &BoundFigures::weight_bytes, "weights off chip", "B", "both, at least"),
        field("cycles", &BoundFigures::cycles, "cycles", "", "at least"),
        field("mac_cycles", &BoundFigures::mac_cycles, "multiply-accumulates", "cycles", "of all lanes, at least"),
        field("dram_cycles", &BoundFigures::dram_cycles, "pins of the DRAM", "cycles", "at least"));
};

}  // namespace deltasim::experiment
