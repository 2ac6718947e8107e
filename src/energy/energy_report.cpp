// SPDX-License-Identifier: MIT
#include "energy/energy_report.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/checked.hpp"

namespace deltasim
{

namespace
{

[[noreturn]] void fail_missing(const CostTable& costs, const std::string& key)
{
    throw InputError(
        {{{}, "costs." + key, fmt::format("cost table \"{}\" lacks this figure, and the run needs it", costs.name)}});
}

double figure(const std::optional<Cost>& cost, const CostTable& costs, const std::string& key)
{
    if (!cost) fail_missing(costs, key);
    return cost->value;
}

Picojoules picojoules(std::uint64_t count, double each_pj) { return Picojoules(static_cast<double>(count) * each_pj); }

/// mW over seconds.
Picojoules static_energy(double milliwatts, Seconds time) { return Picojoules(milliwatts * time.value() * 1e9); }

std::string size_text(std::uint64_t bytes, std::uint64_t width_bits)
{
    return fmt::format("{:g} KiB of {} bits", static_cast<double>(bytes) / 1024.0, width_bits);
}

const MemoryCounts* find(const RunCounts& counts, const std::string& memory)
{
    for (const MemoryCounts& candidate : counts.memories) {
        if (candidate.name == memory) return &candidate;
    }
    return nullptr;
}

void price_operations(const RunCounts& counts, const CostTable& costs, EnergyReport& report)
{
    for (std::size_t i = 0; i < operation_count; ++i) {
        if (counts.operations[i] == 0) continue;
        const double each = figure(costs.operation_pj[i], costs, "operations_pj." + std::string(operation_names[i]));
        report.compute += picojoules(counts.operations[i], each);
    }
    const ReadsWrites registers = register_file_accesses(counts.operations);
    const std::uint64_t accesses = checked_add(registers.reads, registers.writes);
    if (accesses > 0) {
        report.register_file = picojoules(accesses, figure(costs.register_file_pj, costs, "register_file_pj"));
    }
}

void price_on_chip(const RunCounts& counts, const OnChipMemoryConfig& memory, const CostTable& costs,
                   EnergyReport& report)
{
    const SramRow row = sram_row(memory, costs);
    if (const MemoryCounts* accesses = find(counts, memory.name)) {
        const ReadsWrites total = accesses->total();
        report.sram += picojoules(checked_multiply(total.reads, row.accesses), row.cost->read_pj.value);
        report.sram += picojoules(checked_multiply(total.writes, row.accesses), row.cost->write_pj.value);
    }
    report.static_power += static_energy(figure(row.cost->leakage_mw, costs, "sram.leakage_mw"), counts.time);
    if (row.cost->capacity_bytes != memory.capacity_bytes || row.cost->width_bits != memory.width_bits) {
        report.notes.push_back(fmt::format("{}: {} is priced as {}{} of {}", memory.name,
                                           size_text(memory.capacity_bytes, memory.width_bits),
                                           row.accesses > 1 ? fmt::format("{} accesses to ", row.accesses) : "",
                                           size_text(row.cost->capacity_bytes, row.cost->width_bits), costs.name));
    }
}

void price_dram(const MemoryCounts& dram, Seconds time, const CostTable& costs, EnergyReport& report)
{
    if (dram.bits_read() > 0) {
        report.dram += picojoules(dram.bits_read(), figure(costs.dram_read_pj_per_bit, costs, "dram.read_pj_per_bit"));
    }
    if (dram.bits_written() > 0) {
        report.dram +=
            picojoules(dram.bits_written(), figure(costs.dram_write_pj_per_bit, costs, "dram.write_pj_per_bit"));
    }
    report.static_power += static_energy(figure(costs.dram_static_mw, costs, "dram.static_mw"), time);
}

}  // namespace

SramRow sram_row(const OnChipMemoryConfig& memory, const CostTable& costs)
{
    std::uint64_t width = 0;  // the narrowest width that suffices, else the widest
    for (const SramCost& row : costs.sram) {
        const bool suffices = row.width_bits >= memory.width_bits;
        const bool width_suffices = width >= memory.width_bits;
        if (suffices ? (!width_suffices || row.width_bits < width) : (!width_suffices && row.width_bits > width)) {
            width = row.width_bits;
        }
    }
    SramRow best;
    for (const SramCost& row : costs.sram) {
        if (row.width_bits != width || row.capacity_bytes < memory.capacity_bytes) continue;
        if (best.cost == nullptr || row.capacity_bytes < best.cost->capacity_bytes) best.cost = &row;
    }
    if (best.cost == nullptr) {
        throw InputError({{{},
                           "costs.sram",
                           fmt::format("cost table \"{}\" has no row for memory {} of {}", costs.name, memory.name,
                                       size_text(memory.capacity_bytes, memory.width_bits))}});
    }
    best.accesses = divide_up(memory.width_bits, width);
    return best;
}

EnergyReport price(const RunCounts& counts, const ProcessorConfig& processor, const CostTable& costs)
{
    EnergyReport report;
    price_operations(counts, costs, report);
    for (const OnChipMemoryConfig& memory : processor.memories) price_on_chip(counts, memory, costs, report);
    for (const MemoryCounts& memory : counts.memories) {
        if (memory.level == "dram") price_dram(memory, counts.time, costs, report);
        if (memory.words_moved == 0) continue;
        const double each = figure(costs.interconnect_pj_per_bit, costs, "interconnect_pj_per_bit");
        report.interconnect += picojoules(checked_multiply(memory.words_moved, 32), each);
    }
    const double lanes = static_cast<double>(processor.pe_array.lanes);
    report.static_power +=
        static_energy(figure(costs.pe_static_mw, costs, "static.pe_mw_per_lane") * lanes, counts.time);
    return report;
}

}  // namespace deltasim
