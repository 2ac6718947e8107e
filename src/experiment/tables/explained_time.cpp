// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tables/time_tables.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

// A part of an explanation: what bounds the time.

namespace deltasim::experiment
{

namespace
{

using report::Table;

/// Indexed by TimeCause.
constexpr std::array meanings{
    "the lanes or the row-end unit work, or wait for results of their own",
    "the controller had not issued the next step",
    "an operand is on its way from an on-chip memory",
    "an operand waits for a busy port of an on-chip bank",
    "an operand is not there yet from the DRAM: its latency, its rows, or what its pins can move",
    "an operand is not there yet from the DRAM, since a refresh holds up a request",
    "memories or write buffers have no room for results",
    "the last results of a phase are being written",
    "a tile is on its way between memories",
    "operands that stay in the lanes are shifting into a systolic array"};
static_assert(meanings.size() == time_cause_count);

std::string title_of(TimeCause cause) { return title_of_cause(time_cause_names[cause]); }

const char* meaning_of(TimeCause cause) { return meanings[static_cast<std::size_t>(cause)]; }

/// Parts that are nearly as busy as the busiest bound the time, too: making only one of them faster saves little.
void say_bounds(std::vector<std::string>& sentences, const ExplainedTime& time)
{
    constexpr double near_percent = 10.0;
    if (time.resources.empty()) return;
    const ResourceUse& busiest = time.resources.front();
    std::string others;
    for (const ResourceUse& resource : time.resources) {
        const bool is_near = busiest.busy_percent - resource.busy_percent <= near_percent;
        if (&resource == &busiest || !is_near) continue;
        others += fmt::format("{}{} ({})", others.empty() ? "" : ", ", resource.resource,
                              percent_text(resource.busy_percent));
    }
    sentences.push_back(fmt::format("The busiest part is {}: it is in use for at least {} of the time. As long as it "
                                    "stays as it is, changes elsewhere cannot save more than {}.",
                                    busiest.resource, percent_text(busiest.busy_percent),
                                    percent_text(busiest.most_saved_percent)));
    if (!others.empty())
        sentences.push_back(fmt::format("Nearly as busy, so that they bound the time, too: {}.", others));
}

/// Indexed by CoreWork.
constexpr std::array works{"loads, with the stalls that they cause",
                           "stores",
                           "unpacking the words that one load brought",
                           "multiply-accumulates and the other operations",
                           "pointers and the loop around steps",
                           "pointers, rounding and the loop at the ends of rows",
                           "stalls: a load waits for a memory that takes more than one clock",
                           "stalls: cores start a phase together and wait for each other"};
static_assert(works.size() == core_work_count);

/// For cores with instructions: how they spend their time.
void add_core_section(std::vector<Table>& tables, const Explanation& e)
{
    if (!e.cores) return;
    std::vector<CoreRow> rows = *e.cores;
    std::erase_if(rows, [](const CoreRow& row) { return row.cycles <= 0.0; });
    std::stable_sort(rows.begin(), rows.end(), [](const CoreRow& a, const CoreRow& b) { return a.cycles > b.cycles; });
    const auto meaning = [](const CoreRow& row) { return works[static_cast<std::size_t>(row.work)]; };
    std::vector<std::string> sentences{"Cores share the lanes of a step; each core starts one instruction after the "
                                       "other. The clocks below are those of the core with the most to do."};
    double operations = 0.0;
    double all = 0.0;
    for (const CoreRow& row : rows) {
        all += row.share_percent.value_or(0.0);
        if (row.work == CoreWork::operation) operations = row.share_percent.value_or(0.0);
    }
    if (!rows.empty()) {
        sentences.push_back(fmt::format("Most go to {}: {} of the run.", meaning(rows.front()),
                                        percent_text(rows.front().share_percent.value_or(0.0))));
        sentences.push_back(fmt::format("Operations take {}; loads, stores, loops and waits around them take {}.",
                                        percent_text(operations), percent_text(all - operations)));
    }
    const auto energy =
        std::find_if(e.energy.begin(), e.energy.end(), [](const EnergyShare& share) { return share.part == "cores"; });
    sentences.push_back(
        energy == e.energy.end()
            ? "The cost table prices operations and accesses, but no instructions."
            : fmt::format(
                  "Beside operations and accesses, instructions and the power of cores take {}: {} of the energy.",
                  report::energy_text(energy->energy_pj, e.energy_unit),
                  percent_text(energy->share_percent.value_or(0.0))));
    add_section(tables, "What instructions take", std::move(sentences));
    std::vector<ColumnOf<CoreRow>> columns = all_columns<CoreRow>("");
    columns.push_back(
        {{"what", "what it is", "", {}}, [&](const CoreRow& row) -> Scalar { return std::string(meaning(row)); }});
    tables.push_back(table_of("", columns, rows));
}

}  // namespace

void add_time_section(std::vector<Table>& tables, const Explanation& e)
{
    const ExplainedTime& time = e.time;
    std::vector<std::string> sentences{
        "Each cycle is booked to what the array waited for, or to compute if it waited for nothing."};
    const CauseShare& first = time.causes.front();
    if (first.share_percent) {
        sentences.push_back(fmt::format("Most of the cycles, {}, are booked to {}: {}.",
                                        percent_text(*first.share_percent), title_of(first.cause),
                                        meaning_of(first.cause)));
    }
    say_bounds(sentences, time);
    if (time.times_the_bound) {
        sentences.push_back(fmt::format("No schedule takes fewer than {} cycles here, since {} take that long; this "
                                        "run takes {:.3g} times as many.",
                                        report::readable(time.bound_cycles),
                                        time.bound_by == "dram" ? "the weights that must move over the DRAM's pins"
                                                                : "the multiply-accumulates of all lanes",
                                        *time.times_the_bound));
    }
    add_section(tables, "What bounds the time", std::move(sentences));
    std::vector<ColumnOf<CauseShare>> columns = all_columns<CauseShare>("");
    columns.front().value = [](const CauseShare& share) -> Scalar { return title_of(share.cause); };
    columns.push_back({{"what", "what it is", "", {}},
                       [](const CauseShare& share) -> Scalar { return std::string(meaning_of(share.cause)); }});
    tables.push_back(table_of("", columns, time.causes));
    tables.push_back(table_of("", all_columns<ResourceUse>(""), time.resources));
    add_core_section(tables, e);
}

}  // namespace deltasim::experiment
