// SPDX-License-Identifier: MIT
#include "config/cost_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "config/mapping_reader.hpp"

namespace deltasim
{

namespace
{

void read_figure(MappingReader& table, std::string_view key, std::optional<Cost>& target)
{
    const Value value = table.raw_value(key);
    if (!value) return;
    const bool assumed = value.node->is_assumed();
    if (!assumed && value.node->find("value") == nullptr) {
        value.refuse_as_not("a figure with its source, {value: ..., source: ...} or {assumed: ..., reason: ...}");
        return;
    }
    Value unmarked = value;
    unmarked.context.assumed = nullptr;
    MappingReader reader(unmarked);
    Cost cost;
    cost.assumed = assumed;
    const bool is_number = reader.required(assumed ? "assumed" : "value", cost.value, NonNegative{});
    const bool has_source = reader.required(assumed ? "reason" : "source", cost.source, Line{});
    reader.finish();
    if (!is_number || !has_source) return;
    if (assumed) (*value.context.assumed)[value.figure] = cost.source;
    target = std::move(cost);
}

void read_required_figure(MappingReader& table, std::string_view key, Cost& target)
{
    if (!table.has(key)) table.refuse(fmt::format("missing required key \"{}\"", key));
    std::optional<Cost> cost;
    read_figure(table, key, cost);
    if (cost) target = *cost;
}

std::vector<SramCost> read_sram(const Value& list)
{
    constexpr std::uint64_t widest_bits = 65536;
    std::vector<SramCost> rows;
    for (const Value& value : elements(list)) {
        MappingReader reader(value);
        SramCost row;
        bool good = reader.required_capacity(row.capacity_bytes);
        good = reader.required("width_bits", row.width_bits, Whole{1, widest_bits}) && good;
        read_required_figure(reader, "read_pj", row.read_pj);
        read_required_figure(reader, "write_pj", row.write_pj);
        read_figure(reader, "leakage_mw", row.leakage_mw);
        reader.finish();
        const bool repeated =
            good && std::any_of(rows.begin(), rows.end(), [&](const SramCost& other) {
                return other.capacity_bytes == row.capacity_bytes && other.width_bits == row.width_bits;
            });
        if (repeated) reader.refuse("another row has the same capacity and width");
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(), [](const SramCost& a, const SramCost& b) {
        return std::tie(a.width_bits, a.capacity_bytes) < std::tie(b.width_bits, b.capacity_bytes);
    });
    return rows;
}

}  // namespace

CostTable read_costs(const Value& costs)
{
    CostTable table;
    Value marked = costs;
    marked.figure.clear();
    marked.context.assumed = &table.assumed;
    MappingReader reader(marked);
    std::string source;
    reader.required("name", table.name, Name{});
    reader.optional("description", table.description, Line{});
    reader.optional("source", source, Line{});
    reader.optional("technology_nm", table.technology_nm, Positive{});

    MappingReader operations(reader.optional_value("operations_pj"));
    for (std::size_t i = 0; i < operation_count; ++i) {
        read_figure(operations, operation_names[i], table.operation_pj[i]);
    }
    operations.finish();
    read_figure(reader, "register_file_pj", table.register_file_pj);
    table.sram = read_sram(reader.optional_value("sram"));
    MappingReader dram(reader.optional_value("dram"));
    read_figure(dram, "read_pj_per_bit", table.dram_read_pj_per_bit);
    read_figure(dram, "write_pj_per_bit", table.dram_write_pj_per_bit);
    read_figure(dram, "static_mw", table.dram_static_mw);
    dram.finish();
    read_figure(reader, "interconnect_pj_per_bit", table.interconnect_pj_per_bit);
    MappingReader static_power(reader.optional_value("static"));
    read_figure(static_power, "pe_mw_per_lane", table.pe_static_mw);
    static_power.finish();
    reader.finish();
    return table;
}

}  // namespace deltasim
