// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tables/mapping_sentences.hpp"

// A part of an explanation: what the run's mapping saves compared with others.

namespace deltasim::experiment
{

namespace
{

std::string known_of(const MappingSearch& search)
{
    if (search.exhausted) {
        return fmt::format("The mapping is the optimum of the space that was searched by {}.", search.objective);
    }
    return fmt::format("The mapping is the best by {} that a search found within its budget; no other mapping of its "
                       "space can be better by more than {:.2f} %.",
                       search.objective, 100.0 * (1.0 - search.lower_bound / search.value));
}

void add_words(std::vector<report::Table>& tables, const MappingDifference& difference)
{
    if (difference.words.empty()) return;
    auto columns =
        member_columns<WordsMoved>("", &TransferRow::layer, &TransferRow::phase, &TransferRow::tensor,
                                   &TransferRow::from, &TransferRow::to, &TransferRow::words, &WordsMoved::other_words);
    columns.back().column.title = "words, " + difference.against;
    report::Table table =
        table_of(fmt::format("Where it moves other numbers of words than {}, most bits first", difference.against),
                 columns, first_rows(difference.words));
    if (difference.words.size() > table.rows.size()) {
        table.notes.push_back(
            fmt::format("{} more rows differ, by fewer bits.", difference.words.size() - table.rows.size()));
    }
    tables.push_back(std::move(table));
}

}  // namespace

void add_best_section(std::vector<report::Table>& tables, const Explanation& e)
{
    if (!e.mapping_differences) return;
    std::vector<std::string> sentences;
    if (e.mapping_search) sentences.push_back(known_of(*e.mapping_search));
    for (const MappingDifference& difference : *e.mapping_differences) {
        sentences.push_back(saved_in_words(difference, e.energy_unit) + ".");
        sentences.back().front() = 'A';
    }
    add_section(tables, "Why this mapping", std::move(sentences));
    for (const MappingDifference& difference : *e.mapping_differences) add_words(tables, difference);
}

}  // namespace deltasim::experiment
