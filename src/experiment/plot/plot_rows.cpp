// SPDX-License-Identifier: MIT
#include "experiment/plot/plot_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "experiment/tables/savings_tables.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr double joules_a_picojoule = 1e-12;

}  // namespace

bool is_near_one(double least, double most) { return least >= 1e-3 && most < 1e4; }

std::size_t place_in(std::vector<std::string>& list, const std::string& text)
{
    const auto found = std::find(list.begin(), list.end(), text);
    if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
    list.push_back(text);
    return list.size() - 1;
}

PlotRows::PlotRows(const StoredResult& stored) : stored_(stored), columns_(known_columns(stored.rows))
{
    std::vector<std::string> keys{"model", "processor", "costs", "baseline"};
    keys.insert(keys.end(), stored.columns.begin(), stored.columns.end());
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(group_keys_),
                 [&](const std::string& key) { return differs(key); });
    // Keys that follow from others, such as the costs that each processor names, would make names long without adding
    // information.
    for (const char* const key : {"costs", "baseline"}) {
        const std::size_t groups_with_it = groups().size();
        std::vector<std::string> all_keys = group_keys_;
        std::erase(group_keys_, key);
        if (groups().size() < groups_with_it) group_keys_ = std::move(all_keys);
    }
}

const ColumnOf<SavingsRow>* PlotRows::find(const std::string& key) const
{
    const auto found =
        std::find_if(columns_.begin(), columns_.end(), [&](const auto& c) { return c.column.key == key; });
    return found == columns_.end() ? nullptr : &*found;
}

const report::Column& PlotRows::column(const std::string& key, const std::string& option) const
{
    if (const auto* const found = find(key)) return found->column;
    std::vector<std::string> known;
    for (const auto& candidate : columns_) known.push_back(candidate.column.key);
    std::string hint = suggestion(key, known);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    throw InputError({{{option, 0, 0}, "", fmt::format("unknown column {}{}", config::quoted_text(key), hint)}});
}

std::optional<double> PlotRows::number(const SavingsRow& row, const std::string& key) const
{
    const auto* const found = find(key);
    const Scalar value = found == nullptr ? Scalar() : found->value(row);
    if (!experiment::is_number(value)) return std::nullopt;
    return number_of(value) * (found->column.unit == "pJ" ? joules_a_picojoule : 1.0);
}

std::string PlotRows::text(const SavingsRow& row, const std::string& key) const
{
    const auto* const found = find(key);
    return found == nullptr ? "" : text_of(found->value(row));
}

report::Axis PlotRows::axis(const std::string& key) const
{
    const report::Column& column = find(key)->column;
    const std::string unit = column.unit == "pJ" ? "J" : column.unit;
    report::Axis axis{column.title + (unit.empty() ? "" : " (" + unit + ")"), false};
    std::optional<double> least;
    double most = 0.0;
    for (const SavingsRow& row : all()) {
        const std::optional<double> value = number(row, key);
        if (!value) continue;
        least = std::min(least.value_or(*value), *value);
        most = std::max(most, *value);
    }
    constexpr double far_apart = 50.0;
    axis.log = least && *least > 0.0 && most > far_apart * *least;
    axis.plain = axis.log && is_near_one(*least, most);
    return axis;
}

bool PlotRows::differs(const std::string& key) const
{
    return std::any_of(all().begin(), all().end(),
                       [&](const SavingsRow& row) { return text(row, key) != text(all().front(), key); });
}

bool PlotRows::is_number(const std::string& key) const
{
    return std::any_of(all().begin(), all().end(), [&](const SavingsRow& row) { return number(row, key).has_value(); });
}

std::vector<std::string> PlotRows::texts(const std::string& key) const
{
    std::vector<std::string> texts;
    for (const SavingsRow& row : all()) place_in(texts, text(row, key));
    return texts;
}

std::string PlotRows::group(const SavingsRow& row) const
{
    std::string label;
    for (const std::string& key : group_keys_) {
        const bool named = key == "model" || key == "processor" || key == "costs" || key == "baseline";
        const std::string value = text(row, key);
        if (value == "-") continue;
        label +=
            (label.empty() ? "" : ", ") + (named || !is_number(key) ? value : find(key)->column.title + " " + value);
    }
    return label.empty() ? row.model : label;
}

std::vector<std::string> PlotRows::groups() const
{
    std::vector<std::string> groups;
    for (const SavingsRow& row : all()) place_in(groups, group(row));
    return groups;
}

}  // namespace deltasim::experiment
