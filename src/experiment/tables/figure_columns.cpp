// SPDX-License-Identifier: MIT
#include "experiment/tables/figure_columns.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/terms.hpp"
#include "core/time_causes.hpp"
#include "experiment/tables/time_tables.hpp"

namespace deltasim::experiment
{

namespace
{

using Column = ColumnOf<SavingsRow>;

constexpr std::string_view energy_suffix = "_pj";
constexpr std::string_view access_suffix = "_access_pj";
constexpr std::string_view cycles_suffix = "_cycles";

struct Part {
    const char* name;
    const char* title;
    double (*energy)(const EnergyParts& parts);
};
constexpr std::array<Part, 7> parts{
    {{"compute", "compute", [](const EnergyParts& e) { return e.compute; }},
     {"register_file", "register file", [](const EnergyParts& e) { return e.register_file; }},
     {"sram", "on-chip memories", [](const EnergyParts& e) { return e.sram; }},
     {"dram", "DRAM", [](const EnergyParts& e) { return e.dram; }},
     {"interconnect", "interconnect", [](const EnergyParts& e) { return e.interconnect; }},
     {"static", "static", [](const EnergyParts& e) { return e.static_power; }},
     {"cores", "cores", [](const EnergyParts& e) { return e.cores.value_or(0.0); }}}};

template <class Names>
std::vector<std::string> keys_of(const Names& names, std::string_view suffix)
{
    std::vector<std::string> keys;
    for (const std::string_view name : names) keys.push_back(std::string(name) + std::string(suffix));
    return keys;
}

std::string in_words(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

report::Column energy_column(const std::string& key, const std::string& title, const std::string& unit,
                             const std::string& meaning)
{
    return {key, title + " energy", unit, {}, report::ColumnUse::always, meaning};
}

/// A column of something in a row's figures; empty if the row has none.
template <class Get>
Column figure_column(report::Column column, const Get& get)
{
    return {std::move(column),
            [get](const SavingsRow& row) -> Scalar { return row.figures ? get(*row.figures) : Scalar(); }};
}

void add_parts(std::vector<Column>& columns, const std::string& unit)
{
    const std::vector<std::string> keys = part_keys();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        columns.push_back({energy_column(keys[i], parts[i].title, unit, "this part of the energy"),
                           [energy = parts[i].energy](const SavingsRow& row) -> Scalar {
                               return row.energy_by_part ? Scalar(energy(*row.energy_by_part)) : Scalar();
                           }});
    }
}

/// The sum over all layers; without a phase, what no phase alone causes. Nothing if the run has no energy by phase.
Scalar phase_energy(const RunFigures& figures, std::optional<Phase> phase)
{
    if (!figures.energy_by_phase) return {};
    double sum = 0.0;
    for (const PhaseEnergyRow& row : *figures.energy_by_phase) {
        if (row.phase == phase) sum += row.total;
    }
    return sum;
}

void add_phases(std::vector<Column>& columns, const std::string& unit)
{
    const std::vector<std::string> keys = phase_keys();
    for (std::size_t i = 0; i < phase_names.size(); ++i) {
        columns.push_back(
            figure_column(energy_column(keys[i], std::string(phase_names[i]) + " phase", unit,
                                        "energy of the phase, for all layers together"),
                          [i](const RunFigures& figures) { return phase_energy(figures, static_cast<Phase>(i)); }));
    }
    columns.push_back(figure_column(
        energy_column(keys.back(), "shared", unit,
                      "energy that no phase alone causes: refreshes, and rows that a DRAM opens and closes"),
        [](const RunFigures& figures) { return phase_energy(figures, std::nullopt); }));
}

void add_tensors(std::vector<Column>& columns, const std::string& unit)
{
    const std::vector<std::string> keys = tensor_keys();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        columns.push_back(figure_column(energy_column(keys[i], in_words(std::string(tensor_names[i])) + " access", unit,
                                                      "energy of the tensor's accesses to all memories"),
                                        [i](const RunFigures& figures) -> Scalar {
                                            return figures.energy_by_tensor
                                                       ? Scalar(figures.energy_by_tensor->values[i])
                                                       : Scalar();
                                        }));
    }
}

void add_causes(std::vector<Column>& columns)
{
    const std::vector<std::string> keys = cause_keys();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::string title = title_of_cause(std::string(time_cause_names[i]));
        columns.push_back(figure_column(
            {keys[i], title + " cycles", "", {}, report::ColumnUse::always, "clocks that are booked to this cause"},
            [i](const RunFigures& figures) -> Scalar { return figures.time_cycles.causes.values[i]; }));
    }
}

void add_machine(std::vector<Column>& columns)
{
    columns.push_back(figure_column(
        {"on_chip_bytes", "on-chip memory", "B", {}, report::ColumnUse::always, "capacity of all on-chip memories"},
        [](const RunFigures& figures) -> Scalar {
            return figures.machine ? Scalar(figures.machine->on_chip_bytes) : Scalar();
        }));
    columns.push_back(figure_column(
        {"area_mm2", "area", "mm2", {}, report::ColumnUse::always, "area of all lanes and on-chip memories"},
        [](const RunFigures& figures) -> Scalar {
            return figures.machine && figures.machine->area_mm2 ? Scalar(*figures.machine->area_mm2) : Scalar();
        }));
}

/// For a mapping that a search has found.
void add_search(std::vector<Column>& columns)
{
    columns.push_back(
        figure_column({"search_end",
                       "best mapping",
                       "",
                       {},
                       report::ColumnUse::always,
                       "for mapping: best: optimum, if the mapping is proved to be the best; else budget ended"},
                      [](const RunFigures& figures) -> Scalar {
                          if (!figures.mapping_search) return Scalar();
                          return std::string(figures.mapping_search->exhausted ? "optimum" : "budget ended");
                      }));
    columns.push_back(figure_column(
        {"above_bound_percent", "above bound", "%", report::NumberStyle::percent, report::ColumnUse::always,
         "for mapping: best: how far the objective is above the lower bound for any mapping"},
        [](const RunFigures& figures) -> Scalar {
            return figures.mapping_search ? Scalar(figures.mapping_search->above_bound_percent()) : Scalar();
        }));
}

}  // namespace

std::vector<std::string> part_keys()
{
    std::vector<std::string> keys;
    for (const Part& part : parts) keys.push_back(std::string(part.name) + std::string(energy_suffix));
    return keys;
}

std::vector<std::string> phase_keys()
{
    std::vector<std::string> keys = keys_of(phase_names, energy_suffix);
    keys.push_back("shared" + std::string(energy_suffix));
    return keys;
}

std::vector<std::string> tensor_keys() { return keys_of(tensor_names, access_suffix); }

std::vector<std::string> cause_keys() { return keys_of(time_cause_names, cycles_suffix); }

std::vector<Column> figure_columns(const std::string& energy_unit)
{
    std::vector<Column> columns;
    add_parts(columns, energy_unit);
    add_phases(columns, energy_unit);
    add_tensors(columns, energy_unit);
    add_causes(columns);
    add_machine(columns);
    add_search(columns);
    return columns;
}

std::string short_title(const report::Column& column)
{
    std::string title = column.title;
    for (const std::string_view end : {" access energy", " phase energy", " energy", " cycles", " accesses"}) {
        if (title.size() > end.size() && title.ends_with(end)) return title.substr(0, title.size() - end.size());
    }
    return title;
}

}  // namespace deltasim::experiment
