// SPDX-License-Identifier: MIT
#include "energy/energy_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "core/checked.hpp"

namespace deltasim::energy
{

namespace
{

/// A cost table, and the figures that a run needs and the table lacks: all of them are reported together.
struct Prices {
    const machine::CostTable& costs;
    std::vector<Diagnostic> missing{};

    /// Returns a figure. A missing one is noted and counts as 0.
    double figure(const std::optional<machine::Cost>& cost, const std::string& key)
    {
        if (cost) return cost->value;
        note(
            {{}, "costs." + key, fmt::format("cost table \"{}\" lacks this figure, and the run needs it", costs.name)});
        return 0.0;
    }

    void note(const Diagnostic& diagnostic)
    {
        const bool is_known = std::any_of(missing.begin(), missing.end(),
                                          [&](const Diagnostic& other) { return other.text() == diagnostic.text(); });
        if (!is_known) missing.push_back(diagnostic);
    }
};

Picojoules picojoules(std::uint64_t count, double each_pj) { return Picojoules(static_cast<double>(count) * each_pj); }

double per_count(Picojoules energy, std::uint64_t count)
{
    return count == 0 ? 0.0 : energy.value() / static_cast<double>(count);
}

/// The energy of a power in mW over a time.
Picojoules static_energy(double milliwatts, Seconds time) { return Picojoules(milliwatts * time.value() * 1e9); }

std::string size_text(std::uint64_t bytes, std::uint64_t width_bits)
{
    return fmt::format("{:g} KiB of {} bits", static_cast<double>(bytes) / 1024.0, width_bits);
}

/// Says in which respects a memory differs from the row that prices it.
std::string described(std::uint64_t bytes, std::uint64_t width_bits, std::optional<std::uint64_t> banks)
{
    std::string text = size_text(bytes, width_bits);
    if (banks) text += fmt::format(" in {} {}", *banks, *banks == 1 ? "bank" : "banks");
    return text;
}

const MemoryCounts* find(const RunCounts& counts, const std::string& memory)
{
    for (const MemoryCounts& candidate : counts.memories) {
        if (candidate.name == memory) return &candidate;
    }
    return nullptr;
}

/// The key of an operation's energy in a cost table.
std::string operation_key(std::size_t precision, std::size_t operation)
{
    const std::string below = precision == 0 ? "" : fmt::format("{}.", precision_names[precision]);
    return fmt::format("operations_pj.{}{}", below, operation_names[operation]);
}

void price_operations(const RunCounts& counts, Prices& prices, EnergyReport& report)
{
    for (std::size_t p = 0; p < precision_count; ++p) {
        for (std::size_t i = 0; i < operation_count; ++i) {
            const std::uint64_t count = counts.operations[p][i];
            if (count == 0) continue;
            report.compute += picojoules(count, prices.figure(prices.costs.operation_pj[p][i], operation_key(p, i)));
        }
    }
    constexpr double figure_bits = 32.0;
    // Testing a word reads one bit.
    const std::uint64_t bits = checked_add(register_file_bits(counts.operations), counts.zero_tests());
    if (bits > 0) {
        const double each = prices.figure(prices.costs.register_file_pj, "register_file_pj");
        report.register_file = picojoules(bits, each / figure_bits);
    }
}

/// Prices cores with instructions: instructions by kind, and power: `run_mw` while the lanes are busy, `idle_mw` for
/// the rest of the time. A table with only one of the two powers is incomplete.
void price_cores(const RunCounts& counts, const machine::ProcessorConfig& processor, Prices& prices,
                 EnergyReport& report)
{
    if (!processor.pe_array.instructions || !counts.cores) return;
    if (!prices.costs.cores) {
        report.notes.push_back(
            fmt::format("cores: {} has no energy of instructions and no power of cores; operations and accesses alone "
                        "are priced",
                        prices.costs.name));
        return;
    }
    const machine::CoreCosts& costs = *prices.costs.cores;
    const bool has_instructions =
        costs.instruction_pj || std::any_of(costs.by_kind_pj.begin(), costs.by_kind_pj.end(),
                                            [](const std::optional<machine::Cost>& cost) { return cost.has_value(); });
    for (std::size_t work = 0; has_instructions && work < core_work_count; ++work) {
        const std::uint64_t count = counts.cores->instructions[work];
        if (count == 0) continue;
        const std::optional<machine::Cost>& own = costs.by_kind_pj[work];
        report.cores += picojoules(count, prices.figure(own ? own : costs.instruction_pj,
                                                        fmt::format("cores.by_kind_pj.{}", core_work_names[work])));
    }
    if ((!costs.run_mw && !costs.idle_mw) || counts.cycles == 0) return;
    const auto cores = static_cast<double>(processor.pe_array.instructions->cores);
    const Seconds busy =
        counts.time * (static_cast<double>(counts.lane_busy_cycles) / static_cast<double>(counts.cycles));
    report.core_power = static_energy(cores * prices.figure(costs.run_mw, "cores.run_mw"), busy) +
                        static_energy(cores * prices.figure(costs.idle_mw, "cores.idle_mw"),
                                      Seconds(counts.time.value() - busy.value()));
    report.cores += report.core_power;
}

/// The energy of refreshes: rows refreshed, counted in lines. Where an eDRAM is priced as SRAM, a refresh reads a line
/// and writes it back.
Picojoules refresh_energy(const MemoryCounts& counts, const machine::OnChipMemoryConfig& memory, const SramRow& row,
                          Prices& prices)
{
    const std::uint64_t lines_a_row = memory.lines_per_bank() / memory.refresh.value().rows_per_bank;
    const std::uint64_t lines = checked_multiply(counts.row_refreshes, lines_a_row);
    const double each = row.cost->cell == memory.kind ? prices.figure(row.cost->refresh_pj, "sram.refresh_pj")
                                                      : row.cost->read_pj.value + row.cost->write_pj.value;
    return picojoules(checked_multiply(lines, row.accesses), each);
}

/// The row that prices a memory; nothing where there is none, which is noted as missing.
std::optional<SramRow> noted_row(const machine::OnChipMemoryConfig& memory, Prices& prices)
{
    try {
        return sram_row(memory, prices.costs);
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) prices.note(diagnostic);
        return std::nullopt;
    }
}

void price_on_chip(const RunCounts& counts, const machine::OnChipMemoryConfig& memory, Prices& prices,
                   EnergyReport& report)
{
    const std::optional<SramRow> found = noted_row(memory, prices);
    if (!found) return;
    const SramRow& row = *found;
    if (const MemoryCounts* accesses = find(counts, memory.name)) {
        const ReadsWrites total = accesses->total();
        report.sram += picojoules(checked_multiply(total.reads, row.accesses), row.cost->read_pj.value);
        report.sram += picojoules(checked_multiply(total.writes, row.accesses), row.cost->write_pj.value);
        if (accesses->row_refreshes > 0) report.sram += refresh_energy(*accesses, memory, row, prices);
    }
    report.static_power += static_energy(prices.figure(row.cost->leakage_mw, "sram.leakage_mw"), counts.time);
    const bool same_banks = row.cost->banks.value_or(memory.banks) == memory.banks;
    const bool same_cell = row.cost->cell == memory.kind;
    if (row.cost->capacity_bytes != memory.capacity_bytes || row.cost->width_bits != memory.width_bits || !same_banks ||
        !same_cell) {
        report.notes.push_back(fmt::format(
            "{}: {}{} is priced as {}{}{} of {}", memory.name, same_cell ? "" : "eDRAM of ",
            described(memory.capacity_bytes, memory.width_bits,
                      same_banks ? std::nullopt : std::optional(memory.banks)),
            row.accesses > 1 ? fmt::format("{} accesses to ", row.accesses) : "", same_cell ? "" : "SRAM of ",
            described(row.cost->capacity_bytes, row.cost->width_bits, same_banks ? std::nullopt : row.cost->banks),
            prices.costs.name));
    }
}

void price_accesses(const MemoryCounts& dram, Seconds time, Prices& prices, const machine::PerAccessDram& figures,
                    EnergyReport& report)
{
    if (dram.bits_read() > 0) {
        report.dram += picojoules(dram.bits_read(), prices.figure(figures.read_pj_per_bit, "dram.read_pj_per_bit"));
    }
    if (dram.bits_written() > 0) {
        report.dram +=
            picojoules(dram.bits_written(), prices.figure(figures.write_pj_per_bit, "dram.write_pj_per_bit"));
    }
    report.static_power += static_energy(prices.figure(figures.static_mw, "dram.static_mw"), time);
}

void price_commands(const RunCounts& counts, const machine::ProcessorConfig& processor, Prices& prices,
                    machine::DatasheetFormula formula, EnergyReport& report)
{
    const machine::DramDevice* device =
        processor.dram ? std::get_if<machine::DramDevice>(&processor.dram->model) : nullptr;
    if (device == nullptr) {
        prices.note(
            {{},
             "costs.dram",
             fmt::format("cost table \"{}\" prices DRAM by the currents of its device (view: datasheet), but the DRAM "
                         "of processor \"{}\" is flat and has none: name a device in processor.dram.device, or give "
                         "costs.dram as read_pj_per_bit, write_pj_per_bit and static_mw",
                         prices.costs.name, processor.name)});
        return;
    }
    try {
        report.dram_by_kind = datasheet_energy(counts.dram.value_or(DramCounts{}), *device, formula);
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) prices.note(diagnostic);
        return;
    }
    report.dram += report.dram_by_kind->commands();
    report.static_power += report.dram_by_kind->background();
}

void price_dram(const MemoryCounts& dram, const RunCounts& counts, const machine::ProcessorConfig& processor,
                Prices& prices, EnergyReport& report)
{
    if (const auto* datasheet = std::get_if<machine::DatasheetDram>(&prices.costs.dram)) {
        price_commands(counts, processor, prices, datasheet->formula, report);
    } else {
        const auto* const device = processor.dram ? std::get_if<machine::DramDevice>(&processor.dram->model) : nullptr;
        if (device != nullptr && device->idle.state != machine::IdleState::standby) {
            report.notes.push_back(fmt::format("dram: idle: {} saves nothing, since {} prices DRAM by access; a table "
                                               "with view: datasheet shows its effect",
                                               machine::idle_state_names[device->idle.state], prices.costs.name));
        }
        if (device != nullptr && device->termination) {
            report.notes.push_back(fmt::format(
                "dram: {} does not price the termination; only tables with view: datasheet do", prices.costs.name));
        }
        price_accesses(dram, counts.time, prices, std::get<machine::PerAccessDram>(prices.costs.dram), report);
    }
}

}  // namespace

SramRow sram_row(const machine::OnChipMemoryConfig& memory, const machine::CostTable& costs)
{
    const bool has_own_kind = std::any_of(costs.sram.begin(), costs.sram.end(),
                                          [&](const machine::SramCost& row) { return row.cell == memory.kind; });
    const machine::OnChipKind cell = has_own_kind ? memory.kind : machine::OnChipKind::sram;
    std::uint64_t width = 0;  // the narrowest width that is sufficient, else the widest
    for (const machine::SramCost& row : costs.sram) {
        if (row.cell != cell) continue;
        const bool suffices = row.width_bits >= memory.width_bits;
        const bool width_suffices = width >= memory.width_bits;
        if (suffices ? (!width_suffices || row.width_bits < width) : (!width_suffices && row.width_bits > width)) {
            width = row.width_bits;
        }
    }
    const auto banks = [](const machine::SramCost& row) { return row.banks.value_or(0); };
    SramRow best;
    for (const machine::SramCost& row : costs.sram) {
        const bool suits = row.cell == cell && row.width_bits == width && row.capacity_bytes >= memory.capacity_bytes &&
                           banks(row) <= memory.banks;
        if (!suits) continue;
        const bool better = best.cost == nullptr || banks(row) > banks(*best.cost) ||
                            (banks(row) == banks(*best.cost) && row.capacity_bytes < best.cost->capacity_bytes);
        if (better) best.cost = &row;
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

namespace
{

AccessPrice access_price(const MemoryCounts& memory, const RunCounts& counts, const machine::ProcessorConfig& processor,
                         const machine::CostTable& costs, const EnergyReport& report)
{
    for (const machine::OnChipMemoryConfig& on_chip : processor.memories) {
        if (on_chip.name != memory.name) continue;
        const SramRow row = sram_row(on_chip, costs);
        const auto accesses = static_cast<double>(row.accesses);
        return {accesses * row.cost->read_pj.value, accesses * row.cost->write_pj.value};
    }
    if (report.dram_by_kind) {
        const DramCounts dram = counts.dram.value_or(DramCounts{});
        return {per_count(report.dram_by_kind->of(DramEnergyKind::read), dram.reads),
                per_count(report.dram_by_kind->of(DramEnergyKind::write), dram.writes)};
    }
    const auto& figures = std::get<machine::PerAccessDram>(costs.dram);
    const auto bits = static_cast<double>(memory.access_bits);
    return {figures.read_pj_per_bit ? bits * figures.read_pj_per_bit->value : 0.0,
            figures.write_pj_per_bit ? bits * figures.write_pj_per_bit->value : 0.0};
}

MemoryUpkeep upkeep_of(const MemoryCounts& memory, const machine::ProcessorConfig& processor, Prices& prices,
                       const EnergyReport& report)
{
    MemoryUpkeep upkeep;
    for (const machine::OnChipMemoryConfig& on_chip : processor.memories) {
        if (on_chip.name != memory.name || memory.row_refreshes == 0) continue;
        upkeep.refresh_pj = refresh_energy(memory, on_chip, sram_row(on_chip, prices.costs), prices).value();
    }
    if (memory.level == "dram" && report.dram_by_kind) {
        const DramEnergy& dram = *report.dram_by_kind;
        upkeep.rows_pj = (dram.of(DramEnergyKind::activate) + dram.of(DramEnergyKind::precharge)).value();
        upkeep.refresh_pj = dram.of(DramEnergyKind::refresh).value();
    }
    return upkeep;
}

}  // namespace

EnergyReport price(const RunCounts& counts, const machine::ProcessorConfig& processor, const machine::CostTable& costs)
{
    EnergyReport report;
    report.unit = costs.energy_unit;
    if (report.unit != "pJ") {
        report.notes.push_back(fmt::format("energies are in {}, the unit of {}, not in pJ", report.unit, costs.name));
    }
    Prices prices{costs};
    price_operations(counts, prices, report);
    price_cores(counts, processor, prices, report);
    for (const machine::OnChipMemoryConfig& memory : processor.memories) price_on_chip(counts, memory, prices, report);
    for (const MemoryCounts& memory : counts.memories) {
        if (memory.level == "dram") price_dram(memory, counts, processor, prices, report);
        if (memory.bits_moved == 0) continue;
        const double each = prices.figure(costs.interconnect_pj_per_bit, "interconnect_pj_per_bit");
        report.interconnect += picojoules(memory.bits_moved, each);
    }
    const double lanes = static_cast<double>(processor.pe_array.lanes);
    report.static_power +=
        static_energy(prices.figure(costs.pe_static_mw, "static.pe_mw_per_lane") * lanes, counts.time);
    if (!prices.missing.empty()) throw InputError(prices.missing);
    for (const MemoryCounts& memory : counts.memories) {
        report.accesses.push_back(access_price(memory, counts, processor, costs, report));
        report.upkeep.push_back(upkeep_of(memory, processor, prices, report));
    }
    return report;
}

}  // namespace deltasim::energy
