// SPDX-License-Identifier: MIT
#include "energy/uncertainty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "core/terms.hpp"
#include "energy/energy_report.hpp"

namespace deltasim::energy
{

namespace
{

/// Calls `visit(key, figure)` for every figure that a table has.
template <class Visit>
void for_each_figure(machine::CostTable& costs, const Visit& visit)
{
    const auto optional = [&](const std::string& key, std::optional<machine::Cost>& figure) {
        if (figure) visit(key, *figure);
    };
    for (std::size_t p = 0; p < precision_count; ++p) {
        for (std::size_t i = 0; i < operation_count; ++i) {
            optional(fmt::format("operations_pj.{}.{}", precision_names[p], operation_names[i]),
                     costs.operation_pj[p][i]);
        }
    }
    optional("register_file_pj", costs.register_file_pj);
    for (machine::SramCost& row : costs.sram) {
        const std::string key = fmt::format("sram[{} bytes of {} bits].", row.capacity_bytes, row.width_bits);
        visit(key + "read_pj", row.read_pj);
        visit(key + "write_pj", row.write_pj);
        optional(key + "leakage_mw", row.leakage_mw);
        optional(key + "refresh_pj", row.refresh_pj);
    }
    if (auto* const dram = std::get_if<machine::PerAccessDram>(&costs.dram)) {
        optional("dram.read_pj_per_bit", dram->read_pj_per_bit);
        optional("dram.write_pj_per_bit", dram->write_pj_per_bit);
        optional("dram.static_mw", dram->static_mw);
    }
    optional("interconnect_pj_per_bit", costs.interconnect_pj_per_bit);
    optional("static.pe_mw_per_lane", costs.pe_static_mw);
    if (!costs.cores) return;
    optional("cores.instruction_pj", costs.cores->instruction_pj);
    for (std::size_t work = 0; work < core_work_count; ++work) {
        optional(fmt::format("cores.by_kind_pj.{}", core_work_names[work]), costs.cores->by_kind_pj[work]);
    }
    optional("cores.run_mw", costs.cores->run_mw);
    optional("cores.idle_mw", costs.cores->idle_mw);
}

/// The rows that price the memories of a processor; a run does not depend on the other rows.
std::vector<machine::SramCost> rows_in_use(const machine::ProcessorConfig& processor, const machine::CostTable& costs)
{
    std::vector<machine::SramCost> rows;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        const machine::SramCost& row = *sram_row(memory, costs).cost;
        if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
    }
    return rows;
}

UncertainPart part_of(const std::string& key, double quantity, double value,
                      const std::optional<machine::CostRange>& range)
{
    if (range) return {key, quantity, range->low, range->high, true};
    return {key, quantity, value * (1.0 - assumed_spread), value * (1.0 + assumed_spread), false};
}

/// Takes the datasheet view's DRAM energies out of a table, so that the energy is linear in the remaining figures.
std::vector<UncertainPart> take_datasheet_parts(const RunCounts& counts, const machine::ProcessorConfig& processor,
                                                machine::CostTable& costs)
{
    if (!std::holds_alternative<machine::DatasheetDram>(costs.dram)) return {};
    std::vector<UncertainPart> parts;
    if (const auto dram = price(counts, processor, costs).dram_by_kind) {
        for (std::size_t i = 0; i < dram_energy_kind_names.size(); ++i) {
            const double energy = dram->of(static_cast<DramEnergyKind>(i)).value();
            parts.push_back(part_of("dram." + std::string(dram_energy_kind_names[i]), energy, 1.0, std::nullopt));
        }
    }
    const machine::Cost nothing{0.0, "counted by the datasheet", false, {}};
    costs.dram = machine::PerAccessDram{nothing, nothing, nothing};
    return parts;
}

/// A figure that appears in both energies.
struct SharedFigure {
    double low = 0.0;
    double high = 0.0;
    double above = 0.0;  ///< its quantity in the numerator
    double below = 0.0;
};

/// The largest ratio of the two energies; the denominator is above 0 for any figures.
double largest_ratio(std::vector<SharedFigure> figures)
{
    std::sort(figures.begin(), figures.end(),
              [](const SharedFigure& a, const SharedFigure& b) { return a.above * b.below > b.above * a.below; });
    double above = 0.0;
    double below = 0.0;
    for (const SharedFigure& figure : figures) {
        above += figure.low * figure.above;
        below += figure.low * figure.below;
    }
    double largest = above / below;
    for (const SharedFigure& figure : figures) {
        above += (figure.high - figure.low) * figure.above;
        below += (figure.high - figure.low) * figure.below;
        largest = std::max(largest, above / below);
    }
    return largest;
}

}  // namespace

std::vector<UncertainPart> uncertain_parts(const RunCounts& counts, const machine::ProcessorConfig& processor,
                                           const machine::CostTable& costs)
{
    machine::CostTable probe = costs;
    probe.sram = rows_in_use(processor, costs);
    std::vector<UncertainPart> parts = take_datasheet_parts(counts, processor, probe);
    // With one figure at 1 and all others at 0, the energy equals the quantity of that figure.
    std::vector<std::pair<machine::Cost*, machine::Cost>> figures;
    for_each_figure(probe, [&](const std::string& key, machine::Cost& figure) {
        figures.emplace_back(&figure, figure);
        parts.push_back(part_of(key, 0.0, figure.value, figure.range));
        figure.value = 0.0;
    });
    for (std::size_t i = 0; i < figures.size(); ++i) {
        figures[i].first->value = 1.0;
        parts[parts.size() - figures.size() + i].quantity = price(counts, processor, probe).total().value();
        figures[i].first->value = 0.0;
    }
    return parts;
}

Interval energy_interval(const std::vector<UncertainPart>& parts)
{
    Interval energy;
    for (const UncertainPart& part : parts) {
        energy.low += part.low * part.quantity;
        energy.high += part.high * part.quantity;
    }
    return energy;
}

std::optional<Interval> ratio_interval(const std::vector<UncertainPart>& baseline,
                                       const std::vector<UncertainPart>& parts)
{
    std::map<std::string, double> baseline_quantities;
    for (const UncertainPart& part : baseline) baseline_quantities[part.key] = part.quantity;
    std::vector<SharedFigure> figures;
    for (const UncertainPart& part : parts) {
        const SharedFigure figure{part.low, part.high, baseline_quantities[part.key], part.quantity};
        if (figure.above > 0.0 || figure.below > 0.0) figures.push_back(figure);
    }
    if (!(energy_interval(baseline).low > 0.0) || !(energy_interval(parts).low > 0.0)) return std::nullopt;
    const double largest = largest_ratio(figures);
    for (SharedFigure& figure : figures) std::swap(figure.above, figure.below);
    return Interval{1.0 / largest_ratio(figures), largest};
}

}  // namespace deltasim::energy
