// SPDX-License-Identifier: MIT
#include "search/why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace deltasim::search
{

namespace
{

using experiment::EnergyParts;
using experiment::TransferRow;

/// A table has so many of each pair of mappings.
constexpr std::size_t most_rows = 8;

using EnergyOf = double (*)(const EnergyParts& parts);

constexpr std::array<std::pair<const char*, EnergyOf>, 7> parts{
    {{"the DRAM", [](const EnergyParts& e) { return e.dram; }},
     {"on-chip memories", [](const EnergyParts& e) { return e.sram; }},
     {"the interconnect", [](const EnergyParts& e) { return e.interconnect; }},
     {"register files", [](const EnergyParts& e) { return e.register_file; }},
     {"operations", [](const EnergyParts& e) { return e.compute; }},
     {"static power", [](const EnergyParts& e) { return e.static_power; }},
     {"cores", [](const EnergyParts& e) { return e.cores.value_or(0.0); }}}};

auto way_of(const TransferRow& row) { return std::tie(row.layer, row.phase, row.tensor, row.from, row.to); }

double percent(double best, double other) { return 100.0 * (1.0 - best / other); }

std::string less_or_more(double best, double other)
{
    if (best == other) return "as much";
    const double saved = percent(best, other);
    return fmt::format("{:.2f} % {}", std::abs(saved), saved > 0.0 ? "less" : "more");
}

void add_rows(const ScheduleResult& schedule, const FoundStep& other, const std::string& name, report::Table& table)
{
    const std::vector<WordsMoved> all = words_moved(schedule.best, other);
    for (std::size_t i = 0; i < std::min(all.size(), most_rows); ++i) {
        const TransferRow& way = all[i].best;
        table.rows.push_back({schedule.schedule, name, std::uint64_t{way.layer},
                              std::string(deltasim::name_of(way.phase)), std::string(deltasim::name_of(way.tensor)),
                              way.from, way.to, way.words, all[i].other_words});
    }
    if (all.size() > most_rows) {
        table.notes.push_back(fmt::format("{} against {}: {} more ways differ, by fewer bits", schedule.schedule, name,
                                          all.size() - most_rows));
    }
}

}  // namespace

std::vector<WordsMoved> words_moved(const FoundStep& best, const FoundStep& other)
{
    std::map<decltype(way_of(std::declval<const TransferRow&>())), std::pair<const TransferRow*, const TransferRow*>>
        ways;
    for (const TransferRow& row : best.transfers) ways[way_of(row)].first = &row;
    for (const TransferRow& row : other.transfers) ways[way_of(row)].second = &row;
    std::vector<WordsMoved> moved;
    for (const auto& [way, rows] : ways) {
        const auto& [of_best, of_other] = rows;
        WordsMoved words{of_best != nullptr ? *of_best : *of_other, of_other != nullptr ? of_other->words : 0, 0.0};
        if (of_best == nullptr) words.best.words = words.best.bits = 0;
        if (words.best.words == words.other_words) continue;
        words.saved_bits =
            static_cast<double>(of_other != nullptr ? of_other->bits : 0) - static_cast<double>(words.best.bits);
        moved.push_back(std::move(words));
    }
    std::stable_sort(moved.begin(), moved.end(), [](const WordsMoved& a, const WordsMoved& b) {
        return std::abs(a.saved_bits) > std::abs(b.saved_bits);
    });
    return moved;
}

std::string saved_in_words(const FoundStep& best, const FoundStep& other, const std::string& name,
                           const std::string& energy_unit)
{
    std::string text =
        fmt::format("against {} it takes {} energy and {} time", name, less_or_more(best.energy_pj, other.energy_pj),
                    less_or_more(best.seconds, other.seconds));
    std::vector<std::pair<double, const char*>> saved;
    for (const auto& [part, energy] : parts) {
        const double difference = energy(other.energy_parts_pj) - energy(best.energy_parts_pj);
        if (difference != 0.0) saved.emplace_back(difference, part);
    }
    std::stable_sort(saved.begin(), saved.end(),
                     [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
    for (std::size_t i = 0; i < saved.size(); ++i) {
        text += fmt::format("{} {:.4g} {} {} in {}", i == 0 ? ":" : ",", std::abs(saved[i].first), energy_unit,
                            saved[i].first > 0.0 ? "less" : "more", saved[i].second);
    }
    return text;
}

report::Table why_table(const SearchResult& result)
{
    report::Table table{"Why: words that the best mapping moves, and others do not",
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
            table.notes.push_back(fmt::format("{}: {}", schedule.schedule,
                                              saved_in_words(schedule.best, other, name, result.energy_unit)));
            add_rows(schedule, other, name, table);
        };
        if (schedule.best.rank == schedule.automatic.rank)
            table.notes.push_back(fmt::format("{}: auto is the best that was found", schedule.schedule));
        else
            against(schedule.automatic, "auto");
        if (!schedule.next.empty()) against(schedule.next.front(), "the next");
    }
    return table;
}

}  // namespace deltasim::search
