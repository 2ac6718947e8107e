// SPDX-License-Identifier: MIT
#include "app/row_failures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "experiment/tables/columns.hpp"

namespace deltasim::app
{

std::vector<std::string> failure_lines(const std::vector<const experiment::SavingsRow*>& rows)
{
    constexpr std::size_t most_lines = 20;
    std::vector<std::string> lines;
    std::size_t failed = 0;
    for (const experiment::SavingsRow* row : rows) {
        if (!row->error || ++failed > most_lines) continue;
        std::string line = fmt::format("{} on {} under {}", row->model, row->processor, row->schedule);
        for (const auto& [name, value] : row->columns.entries) {
            line += fmt::format(", {} {}", name, experiment::text_of(value));
        }
        lines.push_back(line + ": " + *row->error);
    }
    if (failed > most_lines) lines.push_back(fmt::format("and {} more, see the column error", failed - most_lines));
    return lines;
}

void refuse_failures(const std::vector<const experiment::SavingsRow*>& rows)
{
    const std::vector<std::string> lines = failure_lines(rows);
    if (lines.empty()) return;
    const auto failed = std::count_if(rows.begin(), rows.end(),
                                      [](const experiment::SavingsRow* row) { return row->error.has_value(); });
    if (failed == 1) throw RunFailed(lines.front());
    throw RunFailed(fmt::format("{} of {} rows have no figures:\n{}", failed, rows.size(), fmt::join(lines, "\n")));
}

}  // namespace deltasim::app
