// SPDX-License-Identifier: MIT
#include "experiment/results/mapping_differences.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "experiment/results/each_part.hpp"

namespace deltasim::experiment
{

namespace
{

auto way_of(const TransferRow& row) { return std::tie(row.layer, row.phase, row.tensor, row.from, row.to); }

double saved_percent(double own, double other) { return 100.0 * (1.0 - own / other); }

std::vector<PartSaved> parts_saved(const EnergyParts& own, const EnergyParts& other)
{
    std::map<std::string, PartSaved> by_name;
    each_part(own, [&](const std::string& part, double energy) { by_name[part].energy_pj = energy; });
    each_part(other, [&](const std::string& part, double energy) { by_name[part].other_pj = energy; });
    std::vector<PartSaved> parts;
    for (auto& [name, part] : by_name) {
        part.part = name;
        part.saved_pj = part.other_pj - part.energy_pj;
        if (part.saved_pj != 0.0) parts.push_back(part);
    }
    std::stable_sort(parts.begin(), parts.end(), [](const PartSaved& a, const PartSaved& b) {
        return std::abs(a.saved_pj) > std::abs(b.saved_pj);
    });
    return parts;
}

std::vector<WordsMoved> words_moved(const std::vector<TransferRow>& own, const std::vector<TransferRow>& other)
{
    std::map<decltype(way_of(std::declval<const TransferRow&>())), std::pair<const TransferRow*, const TransferRow*>>
        ways;
    for (const TransferRow& row : own) ways[way_of(row)].first = &row;
    for (const TransferRow& row : other) ways[way_of(row)].second = &row;
    std::vector<WordsMoved> moved;
    for (const auto& [way, rows] : ways) {
        const auto& [of_own, of_other] = rows;
        WordsMoved words{of_own != nullptr ? *of_own : *of_other, of_other != nullptr ? of_other->words : 0, 0.0};
        if (of_own == nullptr) words.way.words = words.way.bits = 0;
        if (words.way.words == words.other_words) continue;
        words.saved_bits =
            static_cast<double>(of_other != nullptr ? of_other->bits : 0) - static_cast<double>(words.way.bits);
        moved.push_back(std::move(words));
    }
    std::stable_sort(moved.begin(), moved.end(), [](const WordsMoved& a, const WordsMoved& b) {
        return std::abs(a.saved_bits) > std::abs(b.saved_bits);
    });
    return moved;
}

}  // namespace

MappingDifference mapping_difference(const MappedStep& step, const MappedStep& other, std::string against)
{
    return {std::move(against),
            other.energy_pj,
            other.seconds,
            saved_percent(step.energy_pj, other.energy_pj),
            saved_percent(step.seconds, other.seconds),
            parts_saved(step.parts, other.parts),
            words_moved(step.transfers, other.transfers)};
}

}  // namespace deltasim::experiment
