// SPDX-License-Identifier: MIT
#include "search/search_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "experiment/results/json_writer.hpp"
#include "experiment/tables/columns.hpp"
#include "report/json_text.hpp"
#include "search/why.hpp"

namespace deltasim::search
{

namespace
{

using experiment::ColumnOf;
using experiment::Json;
using experiment::member_columns;
using experiment::Scalar;
using report::Table;

/// A step of a list, with its schedule.
struct ListedStep {
    std::string schedule;
    const FoundStep* step;
};

/// Columns for rows that have a step; `step_of`: the step of a row.
template <class Row, class StepOf>
void add_step_columns(std::vector<ColumnOf<FoundStep>> of_steps, StepOf step_of, std::vector<ColumnOf<Row>>& columns)
{
    for (ColumnOf<FoundStep>& column : of_steps) {
        columns.push_back({std::move(column.column),
                           [step_of, value = std::move(column.value)](const Row& row) { return value(step_of(row)); },
                           column.is_energy});
    }
}

std::vector<ColumnOf<FoundStep>> figure_columns(const std::string& unit)
{
    return member_columns<FoundStep>(unit, &FoundStep::energy_pj, &FoundStep::seconds, &FoundStep::cycles,
                                     &FoundStep::dram_bytes, &FoundStep::on_chip_bytes);
}

std::vector<ColumnOf<ListedStep>> step_columns(const std::string& unit)
{
    std::vector<ColumnOf<ListedStep>> columns{
        {{"schedule", "schedule", "", {}}, [](const ListedStep& row) -> Scalar { return row.schedule; }}};
    const auto step_of = [](const ListedStep& row) -> const FoundStep& { return *row.step; };
    add_step_columns(member_columns<FoundStep>(unit, &FoundStep::rank), step_of, columns);
    add_step_columns(figure_columns(unit), step_of, columns);
    return columns;
}

Table step_table(const std::string& title, const std::string& name, const SearchResult& result,
                 std::vector<FoundStep> ScheduleResult::*steps)
{
    std::vector<ListedStep> rows;
    for (const ScheduleResult& schedule : result.schedules) {
        for (const FoundStep& step : schedule.*steps) rows.push_back({schedule.schedule, &step});
    }
    Table table = experiment::table_of(title, step_columns(result.energy_unit), rows);
    table.name = name;
    return table;
}

Table best_table(const SearchResult& result)
{
    std::vector<ColumnOf<ScheduleResult>> columns =
        member_columns<ScheduleResult>(result.energy_unit, &ScheduleResult::schedule);
    add_step_columns(
        figure_columns(result.energy_unit), [](const ScheduleResult& row) -> const FoundStep& { return row.best; },
        columns);
    for (ColumnOf<ScheduleResult>& column : member_columns<ScheduleResult>(
             result.energy_unit, &ScheduleResult::times_better, &ScheduleResult::distance_percent,
             &ScheduleResult::lower_bound, &ScheduleResult::points, &ScheduleResult::enumerated,
             &ScheduleResult::possible, &ScheduleResult::cut, &ScheduleResult::steps_possible,
             &ScheduleResult::simulated)) {
        columns.push_back(std::move(column));
    }
    columns.push_back(member_columns<ScheduleResult>(result.energy_unit, &ScheduleResult::exhausted).front());
    Table table = experiment::table_of(fmt::format("{} on {}, batch {}: each schedule at its best, by {}", result.model,
                                                   result.processor, result.batch, result.objective),
                                       columns, result.schedules);
    table.name = "best";
    for (const ScheduleResult& schedule : result.schedules) {
        table.notes.push_back(
            schedule.exhausted
                ? fmt::format("{}: the optimum of the space; all other choices are proved to be no better",
                              schedule.schedule)
                : fmt::format("{}: the budget ended; no other choice of the space can be better by more than {:.2f} %",
                              schedule.schedule, 100.0 - 100.0 / (1.0 + schedule.distance_percent / 100.0)));
    }
    return table;
}

/// A level in a few words: `global_buffer, tile outputs 240, inputs 112, keeps weight twice`.
std::string level_text(const Json& level)
{
    if (level.contains("array")) {
        const Json& array = level["array"];
        return fmt::format("rows {}, columns {}", array.value("rows", "none"), array.value("columns", "none"));
    }
    std::string text = level["memory"].get<std::string>();
    const Json tile = level.value("tile", Json::object());
    for (const auto& [dimension, size] : tile.items()) {
        text += fmt::format(" {} {}", dimension, report::strict_json(size));
    }
    const Json keep = level.value("keep", Json::array());
    for (std::size_t k = 0; k < keep.size(); ++k) {
        text += fmt::format("{} {}", k == 0 ? ", keeps" : ",", keep[k].get<std::string>());
    }
    if (level.value("buffers", 1) == 2 && !keep.empty()) text += " twice";
    text += ", goes";
    for (const Json& dimension : level["order"]) text += fmt::format(" {}", dimension.get<std::string>());
    return text;
}

/// Calls `visit(layer, phase, mapping)`.
void each_nest(const Json& mapping,
               const std::function<void(const std::string&, const std::string&, const Json&)>& visit)
{
    if (!mapping.is_object()) return;
    for (const auto& [layer, phases] : mapping.at("layers").items()) {
        for (const auto& [phase, nest] : phases.items()) {
            if (!nest.is_object()) {
                visit(layer, phase, nest);
                continue;
            }
            for (const auto& [own, of_first] : nest.items()) visit(layer, own + ", first sample", of_first);
        }
    }
}

Table mapping_table(const SearchResult& result)
{
    Table table{"The best mappings, from the outermost memory inwards",
                {{"schedule", "schedule", "", {}},
                 {"layer", "layer", "", {}},
                 {"phase", "phase", "", {}},
                 {"level", "level", "", {}}},
                {},
                {}};
    table.name = "mappings";
    for (const ScheduleResult& schedule : result.schedules) {
        each_nest(schedule.best.mapping, [&](const std::string& layer, const std::string& phase, const Json& nest) {
            if (nest.is_string()) {
                table.rows.push_back({schedule.schedule, layer, phase, nest.get<std::string>()});
                return;
            }
            for (const Json& level : nest) table.rows.push_back({schedule.schedule, layer, phase, level_text(level)});
        });
    }
    return table;
}

void write_phases(const Json& phases, std::size_t indent, std::string& text)
{
    const std::string margin(indent, ' ');
    for (const auto& [name, value] : phases.items()) {
        if (value.is_string()) {
            text += fmt::format("{}{}: {}\n", margin, name, value.get<std::string>());
            continue;
        }
        text += fmt::format("{}{}:\n", margin, name);
        if (value.is_object()) {
            write_phases(value, indent + 2, text);
            continue;
        }
        for (const Json& level : value) text += fmt::format("{}  - {}\n", margin, report::strict_json(level));
    }
}

}  // namespace

Json search_json(const SearchResult& result) { return experiment::json_of(result); }

std::vector<Table> search_tables(const SearchResult& result)
{
    return {best_table(result), mapping_table(result), why_table(result),
            step_table("The next best", "next", result, &ScheduleResult::next),
            step_table("Pareto front: no other simulated mapping is better in energy and in time", "pareto", result,
                       &ScheduleResult::pareto)};
}

std::string mapping_file(const std::string& name, const std::string& description, const Json& mapping)
{
    std::string text = fmt::format("name: {}\ndescription: {}\n\n", name, report::strict_json(Json(description)));
    if (!mapping.is_object()) {
        for (const std::string_view phase : phase_names) text += fmt::format("{}: streaming\n", phase);
        return text;
    }
    text += "layers:\n";
    for (const auto& [layer, phases] : mapping.at("layers").items()) {
        text += fmt::format("  {}:\n", layer);
        write_phases(phases, 4, text);
    }
    return text;
}

}  // namespace deltasim::search
