// SPDX-License-Identifier: MIT
#include "experiment/tables/time_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace deltasim::experiment
{

namespace
{

using report::Cell;
using report::Table;

Cell share(std::uint64_t cycles, std::uint64_t total)
{
    if (total == 0) return {};
    return 100.0 * static_cast<double>(cycles) / static_cast<double>(total);
}

}  // namespace

std::string title_of_cause(std::string_view cause)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> written_otherwise{
        {{"sram", "SRAM"}, {"dram", "DRAM"}, {"write_back", "write-back"}}};
    std::string title(cause);
    for (const auto& [word, written] : written_otherwise) {
        if (title.starts_with(word)) title.replace(0, word.size(), written);
    }
    std::replace(title.begin(), title.end(), '_', ' ');
    return title;
}

std::string largest_causes(const TimeByCauses& time)
{
    constexpr double least_percent = 5.0;
    std::vector<std::pair<double, std::string>> shares;
    for (std::size_t i = 0; i < time_cause_count && time.total > 0; ++i) {
        const double percent = 100.0 * static_cast<double>(time.causes.values[i]) / static_cast<double>(time.total);
        if (percent >= least_percent) shares.emplace_back(percent, title_of_cause(time_cause_names[i]));
    }
    std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (const auto& [percent, cause] : shares) {
        text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", cause, percent);
    }
    return text;
}

Table time_table(const TimeByCauses& time)
{
    Table table{"Time",
                {{"cause", "cause", "", {}},
                 {"cycles", "cycles", "", {}},
                 {"share_percent", "share", "", report::NumberStyle::percent}},
                {},
                {}};
    table.rows.push_back({"total", time.total, share(time.total, time.total)});
    for (std::size_t i = 0; i < time_cause_count; ++i) {
        const std::uint64_t cycles = time.causes.values[i];
        table.rows.push_back({title_of_cause(time_cause_names[i]), cycles, share(cycles, time.total)});
    }
    return table;
}

Table phases_table(const std::vector<PhaseTime>& phases)
{
    Table table{"Time by phase and layer, in cycles",
                {{"phase", "phase", "", {}}, {"layer", "layer", "", {}}, {"total", "total", "", {}}},
                {},
                {}};
    for (const std::string_view cause : time_cause_names) {
        table.columns.push_back({std::string(cause), title_of_cause(cause), "", {}});
    }
    for (const PhaseTime& phase : phases) {
        std::vector<Cell>& cells = table.rows.emplace_back();
        cells = {std::string(name_of(phase.phase)), std::uint64_t{phase.layer}, phase.time.total};
        for (const std::uint64_t cycles : phase.time.causes.values) cells.emplace_back(cycles);
    }
    return table;
}

}  // namespace deltasim::experiment
