// SPDX-License-Identifier: MIT
#include "search/why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "experiment/results/mapping_differences.hpp"
#include "experiment/tables/mapping_sentences.hpp"

namespace deltasim::search
{

namespace
{

using experiment::MappedStep;
using experiment::MappingDifference;

/// The table has at most so many rows for each pair of mappings.
constexpr std::size_t most_rows = 8;

MappedStep mapped_step(const FoundStep& step)
{
    return {step.energy_pj, step.seconds, step.energy_parts_pj, step.transfers};
}

void add_rows(const std::string& schedule, const MappingDifference& difference, report::Table& table)
{
    const std::size_t shown = std::min(difference.words.size(), most_rows);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& [way, other_words, saved_bits] = difference.words[i];
        table.rows.push_back({schedule, difference.against, std::uint64_t{way.layer},
                              std::string(deltasim::name_of(way.phase)), std::string(deltasim::name_of(way.tensor)),
                              way.from, way.to, way.words, other_words});
    }
    if (difference.words.size() > shown) {
        table.notes.push_back(fmt::format("{} against {}: {} more rows differ, by fewer bits", schedule,
                                          difference.against, difference.words.size() - shown));
    }
}

}  // namespace

report::Table why_table(const SearchResult& result)
{
    report::Table table{"Why: words that the best mapping moves, beside those of others",
                        {{"schedule", "schedule", "", {}},
                         {"against", "against", "", {}},
                         {"layer", "layer", "", {}},
                         {"phase", "phase", "", {}},
                         {"tensor", "tensor", "", {}},
                         {"from", "from", "", {}},
                         {"to", "to", "", {}},
                         {"best_words", "words, best", "", {}},
                         {"other_words", "words, other", "", {}}},
                        {},
                        {}};
    table.name = "why";
    for (const ScheduleResult& schedule : result.schedules) {
        const auto against = [&](const FoundStep& other, const std::string& name) {
            const MappingDifference difference =
                experiment::mapping_difference(mapped_step(schedule.best), mapped_step(other), name);
            table.notes.push_back(
                fmt::format("{}: {}", schedule.schedule, experiment::saved_in_words(difference, result.energy_unit)));
            add_rows(schedule.schedule, difference, table);
        };
        if (schedule.best.rank == schedule.automatic.rank)
            table.notes.push_back(fmt::format("{}: auto is the best that was found", schedule.schedule));
        else
            against(schedule.automatic, "auto");
        if (!schedule.next.empty()) against(schedule.next.front(), "the runner-up");
    }
    return table;
}

}  // namespace deltasim::search
