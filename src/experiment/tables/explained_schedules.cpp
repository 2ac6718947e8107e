// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

// A part of an explanation: what another schedule would save.

namespace deltasim::experiment
{

namespace
{

using report::Table;

/// `weight reads, dram: 3.3 mJ disappears`
std::string change_text(const Explanation& e, const EnergyDifference& row)
{
    const std::string from = report::energy_text(row.from_pj, e.energy_unit);
    const std::string to = report::energy_text(row.to_pj, e.energy_unit);
    if (row.to_pj == 0.0) return fmt::format("{}: {} disappears", row.what, from);
    if (row.from_pj == 0.0) return fmt::format("{}: {} is new", row.what, to);
    return fmt::format("{}: {} instead of {}", row.what, to, from);
}

/// `2.5 times fewer`. If there is hardly a difference, no number is given: `1 times fewer` would be wrong.
std::string times_fewer(std::uint64_t cycles, std::uint64_t of_better)
{
    constexpr double hardly = 1.005;
    const double times = static_cast<double>(cycles) / static_cast<double>(of_better);
    if (times < hardly && times > 1.0 / hardly) return cycles == of_better ? "as many" : "nearly as many";
    return fmt::format("{:.3g} times {}", times >= 1.0 ? times : 1.0 / times, times >= 1.0 ? "fewer" : "more");
}

void say_better(std::vector<std::string>& sentences, const Explanation& e, const BetterSchedule& better)
{
    sentences.push_back(fmt::format("The next better schedule is {}: it saves {}, {} of the energy, and takes {} "
                                    "cycles, {}.",
                                    better.schedule, report::energy_text(better.saved_pj, e.energy_unit),
                                    percent_text(better.saving_percent.value_or(0.0)), report::readable(better.cycles),
                                    times_fewer(e.cycles, better.cycles)));
    const auto saved = std::find_if(better.differences.begin(), better.differences.end(),
                                    [](const EnergyDifference& row) { return row.change_pj < 0.0; });
    if (saved != better.differences.end()) sentences.push_back("It saves most in " + change_text(e, *saved) + ".");
}

/// The columns of the two schedules are named after them.
void add_differences(std::vector<Table>& tables, const Explanation& e, const BetterSchedule& better)
{
    std::vector<ColumnOf<EnergyDifference>> columns =
        member_columns<EnergyDifference>(e.energy_unit, &EnergyDifference::what, &EnergyDifference::from_pj,
                                         &EnergyDifference::to_pj, &EnergyDifference::change_pj);
    columns[1].column.title = e.schedule;
    columns[2].column.title = better.schedule;
    tables.push_back(table_of(fmt::format("The difference to {}, the largest first", better.schedule), columns,
                              first_rows(better.differences)));
}

}  // namespace

void add_better_section(std::vector<Table>& tables, const Explanation& e)
{
    std::vector<std::string> sentences;
    if (e.schedules.size() == 1) {
        sentences.emplace_back("No other schedule was tried.");
    } else if (!e.better) {
        sentences.push_back(
            fmt::format("None of the other schedules that were tried takes less energy than {}.", e.schedule));
    } else {
        say_better(sentences, e, *e.better);
    }
    for (const ExplainedSchedule& row : e.schedules) {
        if (row.error) sentences.push_back(fmt::format("{} could not be run: {}", row.schedule, *row.error));
    }
    add_section(tables, "What another schedule would save", std::move(sentences));
    const auto columns = member_columns<ExplainedSchedule>(
        e.energy_unit, &ExplainedSchedule::schedule, &ExplainedSchedule::energy_pj, &ExplainedSchedule::saving_percent,
        &ExplainedSchedule::cycles, &ExplainedSchedule::seconds);
    tables.push_back(table_of("", columns, e.schedules));
    if (e.better) add_differences(tables, e, *e.better);
}

}  // namespace deltasim::experiment
