// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "experiment/results/explanation.hpp"
#include "report/table.hpp"

// An explanation in words, for readers who have never seen the program.

namespace deltasim::experiment
{

/// A section is a table that only has sentences, as its notes, and a table without a title that has the figures.
[[nodiscard]] std::vector<report::Table> explanation_tables(const Explanation& explanation);

/// Its sections, each in a file of its own.
void add_energy_sections(std::vector<report::Table>& tables, const Explanation& explanation);
void add_time_section(std::vector<report::Table>& tables, const Explanation& explanation);
void add_mapping_section(std::vector<report::Table>& tables, const Explanation& explanation);
void add_best_section(std::vector<report::Table>& tables, const Explanation& explanation);
void add_better_section(std::vector<report::Table>& tables, const Explanation& explanation);

/// Adds sentences under a title.
void add_section(std::vector<report::Table>& tables, const std::string& title, std::vector<std::string> sentences);

/// How many rows a table shows if the first rows matter most.
inline constexpr std::size_t most_explained_rows = 8;

template <class Row>
[[nodiscard]] std::vector<Row> first_rows(const std::vector<Row>& rows)
{
    return {rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(most_explained_rows, rows.size()))};
}

/// `12.3 %`
[[nodiscard]] std::string percent_text(double percent);

}  // namespace deltasim::experiment
