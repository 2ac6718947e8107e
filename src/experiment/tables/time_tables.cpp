// SPDX-License-Identifier: MIT
#include "experiment/tables/time_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "experiment/tables/json_table.hpp"

namespace deltasim::experiment
{

std::string title_of_cause(const std::string& cause)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> written_otherwise{
        {{"sram", "SRAM"}, {"dram", "DRAM"}, {"write_back", "write-back"}}};
    std::string title = cause;
    for (const auto& [word, written] : written_otherwise) {
        if (title.starts_with(word)) title.replace(0, word.size(), written);
    }
    std::replace(title.begin(), title.end(), '_', ' ');
    return title;
}

std::string largest_causes(const Json& time)
{
    constexpr double least_percent = 5.0;
    std::vector<std::pair<double, std::string>> shares;
    const double total = time["total"];
    for (const auto& [cause, cycles] : time.items()) {
        if (cause == "total" || total == 0.0) continue;
        const double percent = 100.0 * cycles.get<double>() / total;
        if (percent >= least_percent) shares.emplace_back(percent, title_of_cause(cause));
    }
    std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (const auto& [percent, cause] : shares) {
        text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", cause, percent);
    }
    return text;
}

report::Table time_table(const Json& time)
{
    const double total = time["total"];
    Json rows = Json::array();
    for (const auto& [cause, cycles] : time.items()) {
        if (!cycles.is_number()) continue;
        const Json share = total > 0.0 ? Json(100.0 * cycles.get<double>() / total) : Json();
        rows.push_back({{"cause", title_of_cause(cause)}, {"cycles", cycles}, {"share_percent", share}});
    }
    return table_of("Time",
                    {{"cause", "cause", "", {}},
                     {"cycles", "cycles", "", {}},
                     {"share_percent", "share", "", report::NumberStyle::percent}},
                    rows);
}

report::Table phases_table(const Json& time)
{
    std::vector<report::Column> columns{{"phase", "phase", "", {}}, {"layer", "layer", "", {}}};
    for (const auto& [cause, cycles] : time.items()) {
        if (cycles.is_number()) columns.push_back({cause, title_of_cause(cause), "", {}});
    }
    return table_of("Time by phase and layer, in cycles", columns, time["phases"]);
}

}  // namespace deltasim::experiment
