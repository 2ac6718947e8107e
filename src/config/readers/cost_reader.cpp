// SPDX-License-Identifier: MIT
#include "config/readers/cost_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/readers/cacti_rows.hpp"
#include "config/readers/ert_figures.hpp"
#include "core/enum_names.hpp"

namespace deltasim::config
{

namespace
{

enum class DramView : std::uint8_t { per_access, datasheet };
constexpr EnumNames<DramView, 2> dram_view_names{{"per_access", "datasheet"}};

/// Reads `range: [LOW, HIGH]` of a figure.
void read_range(const Value& value, machine::Cost& cost)
{
    const std::vector<Value> ends = elements(value);
    machine::CostRange range;
    if (value.node->kind == NodeKind::list && ends.size() != 2) {
        value.refuse_as_not("two numbers, [LOW, HIGH]");
    } else if (ends.size() == 2 && read(ends[0], range.low, Figure{}) && read(ends[1], range.high, Figure{})) {
        if (range.low > cost.value || range.high < cost.value) {
            value.refuse(fmt::format("expected a range that holds the figure itself, {:g}", cost.value));
        }
        cost.range = range;
    }
}

/// Describes every way to write a figure. `bare`: the figure stands in a row that names its source, and may be a
/// number.
void describe_figure(const Value& value, bool bare)
{
    double number = 0.0;
    std::string text;
    if (bare) read(value, number, Figure{});
    for (const auto& [number_key, text_key, meaning] :
         {std::tuple{"value", "source", "where it is from"}, {"assumed", "reason", "why it is taken to be so"}}) {
        value.asked->forms.push_back({FormKind::mapping});
        MappingReader reader(value);
        reader.required(number_key, number, Figure{}, "the figure");
        reader.required(text_key, text, Line{}, meaning);
        for (const Value& end : elements(reader.optional_value("range", "[LOW, HIGH], for price --uncertainty"))) {
            read(end, number, Figure{});
        }
    }
    value.asked->forms.push_back({FormKind::mapping});
    describe_ert_reference(value);
}

/// `common_source`: the source of a bare number, where bare numbers are allowed.
void read_figure(MappingReader& table, std::string_view key, std::optional<machine::Cost>& target,
                 std::string_view meaning, const std::string& common_source = "")
{
    const Value value = table.raw_value(key, meaning);
    if (!value) return;
    if (value.asked != nullptr) return describe_figure(value, !common_source.empty());
    if (!common_source.empty() && value.node->kind == NodeKind::scalar) {
        machine::Cost cost{0.0, common_source};
        if (read(value, cost.value, Figure{})) target = std::move(cost);
        return;
    }
    const bool assumed = value.node->is_assumed();
    if (!assumed && value.node->find("value") == nullptr) {
        value.refuse_as_not("a figure with its source, {value: ..., source: ...} or {assumed: ..., reason: ...}");
        return;
    }
    Value unmarked = value;
    unmarked.context.assumed = nullptr;
    MappingReader reader(unmarked);
    machine::Cost cost;
    cost.assumed = assumed;
    const bool is_number = reader.required(assumed ? "assumed" : "value", cost.value, Figure{});
    const bool has_source = reader.required(assumed ? "reason" : "source", cost.source, Line{});
    const Value range = reader.optional_value("range");
    if (range && is_number) read_range(range, cost);
    reader.finish();
    if (!is_number || !has_source) return;
    if (assumed) (*value.context.assumed)[value.figure] = cost.source;
    target = std::move(cost);
}

void read_required_figure(MappingReader& table, std::string_view key, machine::Cost& target, std::string_view meaning,
                          const std::string& common_source)
{
    if (table.valid() && !table.has(key)) table.refuse(fmt::format("missing required key \"{}\"", key));
    std::optional<machine::Cost> cost;
    read_figure(table, key, cost, meaning, common_source);
    table.describe_as_required(key);
    if (cost) target = *cost;
}

std::vector<machine::SramCost> read_sram(const Value& list)
{
    constexpr std::uint64_t widest_bits = 65536;
    constexpr std::uint64_t most_banks = 65536;
    const auto place = [](const machine::SramCost& row) {
        return std::tie(row.width_bits, row.capacity_bytes, row.banks, row.cell);
    };
    std::vector<machine::SramCost> rows;
    for (const Value& value : elements(list)) {
        MappingReader reader(value);
        machine::SramCost row;
        bool good = reader.required_capacity(row.capacity_bytes);
        good = reader.required("width_bits", row.width_bits, Whole{1, widest_bits}, "bits of an access") && good;
        reader.optional("cell", row.cell, machine::on_chip_kind_names, "what its cells are");
        std::uint64_t banks = 0;
        const Value given_banks =
            reader.optional_value("banks", "the row prices memories with at least so many banks; default: any number");
        if (given_banks && read(given_banks, banks, Whole{1, most_banks})) row.banks = banks;
        std::string source;
        reader.optional("source", source, Line{}, "the source of all figures of this row that name none");
        if (value.asked != nullptr) source = "told in the row";
        read_required_figure(reader, "read_pj", row.read_pj, "energy of reading a line", source);
        read_required_figure(reader, "write_pj", row.write_pj, "energy of writing a line", source);
        read_figure(reader, "leakage_mw", row.leakage_mw, "leakage power of the whole memory", source);
        read_figure(reader, "refresh_pj", row.refresh_pj, "for an edram: energy of refreshing a line", source);
        read_figure(reader, "area_mm2", row.area_mm2, "area of the whole memory", source);
        reader.finish();
        const bool repeated = good && std::any_of(rows.begin(), rows.end(), [&](const machine::SramCost& other) {
                                  return place(other) == place(row);
                              });
        if (repeated) reader.refuse("another row has the same capacity, width, banks and cell");
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(),
              [&](const machine::SramCost& a, const machine::SramCost& b) { return place(a) < place(b); });
    return rows;
}

void read_operation_figures(MappingReader& reader, machine::OperationCosts& costs)
{
    for (std::size_t i = 0; i < operation_count; ++i)
        read_figure(reader, operation_names[i], costs[i], "energy of one such operation in a lane");
}

/// Figures of fp32 stand directly under their operations' names; figures of another precision below its name.
std::array<machine::OperationCosts, precision_count> read_operations(const Value& value)
{
    std::array<machine::OperationCosts, precision_count> costs;
    MappingReader operations(value);
    read_operation_figures(operations, costs.front());
    for (std::size_t precision = 1; precision < precision_count; ++precision) {
        MappingReader reader(
            operations.optional_value(precision_names[precision], "energies of operations in this precision"));
        read_operation_figures(reader, costs[precision]);
        reader.finish();
    }
    operations.finish();
    return costs;
}

std::optional<machine::CoreCosts> read_cores(const Value& value)
{
    if (!value) return std::nullopt;
    machine::CoreCosts costs;
    MappingReader cores(value);
    read_figure(cores, "instruction_pj", costs.instruction_pj,
                "energy of one instruction, beside its operations and accesses: fetch, decoding, control");
    MappingReader by_kind(
        cores.optional_value("by_kind_pj", "energies of kinds of instructions that differ from instruction_pj"));
    for (std::size_t work = 0; work < core_work_count; ++work) {
        if (!is_instruction(static_cast<CoreWork>(work))) continue;
        read_figure(by_kind, core_work_names[work], costs.by_kind_pj[work], "energy of one instruction of this kind");
    }
    by_kind.finish();
    read_figure(cores, "run_mw", costs.run_mw, "power of a core while the lanes are busy");
    read_figure(cores, "idle_mw", costs.idle_mw, "power of a core for the rest of the time");
    if (cores.valid() && value.asked == nullptr && costs.run_mw.has_value() != costs.idle_mw.has_value()) {
        cores.refuse("expected run_mw and idle_mw together: cores run for one part of the time and idle for the rest");
    }
    cores.finish();
    return costs;
}

std::variant<machine::PerAccessDram, machine::DatasheetDram> read_dram(const Value& value)
{
    MappingReader dram(value);
    DramView view = DramView::per_access;
    dram.optional("view", view, dram_view_names,
                  "per_access: a price for each bit; datasheet: from the currents of the processor's DRAM device");
    machine::DatasheetDram described_datasheet;
    if (value.asked != nullptr) {
        dram.optional("formula", described_datasheet.formula, machine::datasheet_formula_names,
                      "for view: datasheet: whose formula computes the energy");
    }
    if (view == DramView::datasheet) {
        machine::DatasheetDram datasheet;
        dram.optional("formula", datasheet.formula, machine::datasheet_formula_names);
        dram.finish();
        return datasheet;
    }
    machine::PerAccessDram costs;
    read_figure(dram, "read_pj_per_bit", costs.read_pj_per_bit, "for view: per_access: energy of reading a bit");
    read_figure(dram, "write_pj_per_bit", costs.write_pj_per_bit, "for view: per_access: energy of writing a bit");
    read_figure(dram, "static_mw", costs.static_mw, "for view: per_access: power of the DRAM at all times");
    dram.finish();
    return costs;
}

}  // namespace

machine::CostTable read_costs(const Value& costs)
{
    machine::CostTable table;
    Value marked = costs;
    marked.figure.clear();
    marked.context.assumed = &table.assumed;
    MappingReader reader(marked);
    std::string source;
    reader.required("name", table.name, Name{}, "the name in tables; default: the name of the file");
    reader.optional("description", table.description, Line{}, "one line that `deltasim list` shows");
    reader.optional("source", source, Line{}, "the source of most of the figures");
    reader.optional("energy_unit", table.energy_unit, Line{},
                    "the unit of all energies, if the table has relative costs");
    reader.optional("technology_nm", table.technology_nm, Positive{}, "the technology of the chip");
    describe_ert_file(reader);

    table.operation_pj = read_operations(reader.optional_value(
        "operations_pj", "energies of operations in fp32, and under the name of another precision those in it"));
    read_figure(reader, "register_file_pj", table.register_file_pj,
                "energy of reading or writing 32 bits of a lane's registers");
    const Value sram = reader.optional_value(
        "sram",
        "costs of on-chip memories: a memory is priced by a row of its width, and of its capacity or the next larger");
    table.sram = read_sram(sram);
    if (sram.asked != nullptr) describe_cacti_reference(sram);
    table.dram = read_dram(reader.optional_value("dram", "off chip"));
    read_figure(reader, "interconnect_pj_per_bit", table.interconnect_pj_per_bit,
                "energy of moving a bit between a memory and the array");
    MappingReader static_power(reader.optional_value("static", "power at all times"));
    read_figure(static_power, "pe_mw_per_lane", table.pe_static_mw, "leakage of a lane");
    static_power.finish();
    table.cores = read_cores(reader.optional_value(
        "cores", "for processors with instructions: what cores take beside operations and accesses"));
    MappingReader lanes(
        reader.optional_value("lane_um2", "area of a lane, by the precision in which it multiplies and adds"));
    for (std::size_t precision = 0; precision < precision_count; ++precision) {
        read_figure(lanes, precision_names[precision], table.lane_um2[precision],
                    "square micrometres of a lane that multiplies and adds in this precision");
    }
    lanes.finish();
    reader.finish();
    return table;
}

}  // namespace deltasim::config
