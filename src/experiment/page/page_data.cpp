// SPDX-License-Identifier: MIT
#include "experiment/page/page_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/terms.hpp"
#include "core/time_causes.hpp"
#include "experiment/results/json_writer.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/figure_columns.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "report/json_text.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr std::array<std::string_view, 5> name_keys{"model", "processor", "costs", "schedule", "baseline"};
constexpr std::array<std::string_view, 3> sentences{"error", "largest_causes", "energy_unit"};
constexpr std::array<std::string_view, 5> pareto_keys{"energy_pj", "seconds", "on_chip_bytes", "area_mm2",
                                                      "dram_accesses"};
constexpr std::array<std::string_view, 8> first_shown{
    "energy_pj", "seconds", "saving_x", "saving_percent", "sram_accesses", "edram_accesses", "dram_accesses", "error"};

template <class List>
bool has(const List& list, std::string_view key)
{
    return std::find(list.begin(), list.end(), key) != list.end();
}

class PageData
{
public:
    explicit PageData(const PageContent& content)
        : content_(content), columns_(known_columns(content.rows.rows)), rows_(content.rows.rows)
    {
        // Leaves out figures that no row has.
        std::erase_if(columns_, [&](const ColumnOf<SavingsRow>& column) {
            return std::all_of(rows_.begin(), rows_.end(), [&](const SavingsRow& row) {
                return std::holds_alternative<std::monostate>(column.value(row));
            });
        });
    }

    [[nodiscard]] Json json() const;

private:
    [[nodiscard]] bool is_axis(const std::string& key) const { return has(content_.rows.columns, key); }
    [[nodiscard]] bool is_name(const ColumnOf<SavingsRow>& column) const;
    [[nodiscard]] Json fields() const;
    [[nodiscard]] Json values() const;
    [[nodiscard]] Json group_keys() const;
    [[nodiscard]] Json marks() const;
    [[nodiscard]] Json machines(Json& rows) const;
    [[nodiscard]] Json assumed() const;
    [[nodiscard]] Json keys_there(const std::vector<std::string>& keys) const;

    const PageContent& content_;
    std::vector<ColumnOf<SavingsRow>> columns_;
    const std::vector<SavingsRow>& rows_;
};

bool PageData::is_name(const ColumnOf<SavingsRow>& column) const
{
    if (has(name_keys, column.column.key)) return true;
    return is_axis(column.column.key) && std::any_of(rows_.begin(), rows_.end(), [&](const SavingsRow& row) {
               const Scalar value = column.value(row);
               return !is_number(value) && !std::holds_alternative<std::monostate>(value);
           });
}

Json PageData::fields() const
{
    Json fields = Json::array();
    for (const ColumnOf<SavingsRow>& column : columns_) {
        const report::Column& shown = column.column;
        const bool name = is_name(column);
        const char* const kind = name ? "name" : has(sentences, shown.key) ? "text" : "number";
        const bool always = has(name_keys, shown.key) && shown.key != "costs" && shown.key != "baseline";
        fields.push_back({{"key", shown.key},
                          {"title", shown.title},
                          {"short", short_title(shown)},
                          {"unit", shown.style == report::NumberStyle::percent ? "%" : shown.unit},
                          {"meaning", shown.meaning.empty() ? shown.title : shown.meaning},
                          {"kind", kind},
                          {"shown", always || is_axis(shown.key) || has(first_shown, shown.key)}});
    }
    // Names and axes come first, whatever their keys are.
    const auto rank = [&](const Json& field) {
        const std::string key = field["key"];
        const auto place = std::find(name_keys.begin(), name_keys.end(), key) - name_keys.begin();
        if (is_axis(key)) return std::ptrdiff_t{2};
        if (place < 2) return place;
        return static_cast<std::size_t>(place) < name_keys.size() ? place + 1 : std::ptrdiff_t{100};
    };
    std::stable_sort(fields.begin(), fields.end(), [&](const Json& a, const Json& b) { return rank(a) < rank(b); });
    return fields;
}

Json PageData::values() const
{
    Json values = Json::object();
    for (const ColumnOf<SavingsRow>& column : columns_) {
        Json list = Json::array();
        for (const SavingsRow& row : rows_) {
            const Scalar value = column.value(row);
            if (const auto* const yes = std::get_if<bool>(&value)) {
                list.push_back(*yes ? "true" : "false");
            } else {
                list.push_back(json_of(value));
            }
        }
        values[column.column.key] = std::move(list);
    }
    return values;
}

/// The keys whose values the rows of a group have in common. Within a group only the schedule differs.
Json PageData::group_keys() const
{
    Json keys{"model", "processor"};
    for (std::string SavingsRow::*const member : {&SavingsRow::costs, &SavingsRow::baseline}) {
        const bool differs = std::any_of(rows_.begin(), rows_.end(),
                                         [&](const SavingsRow& row) { return row.*member != rows_.front().*member; });
        if (differs) keys.push_back(member == &SavingsRow::costs ? "costs" : "baseline");
    }
    for (const std::string& axis : content_.rows.columns) keys.push_back(axis);
    return keys;
}

Json PageData::marks() const
{
    Json model = Json::array();
    Json processor = Json::array();
    for (const SavingsRow& row : rows_) {
        const AssumedWhere where = assumed_where(row);
        model.push_back(where.model);
        processor.push_back(where.processor);
    }
    return {{"model", model}, {"processor", processor}};
}

/// Lists each machine once. The number of its machine becomes a column of each row.
Json PageData::machines(Json& rows) const
{
    Json machines = Json::array();
    std::map<std::string, std::size_t> known;
    Json numbers = Json::array();
    for (const SavingsRow& row : rows_) {
        if (!row.figures || !row.figures->machine) {
            numbers.push_back(nullptr);
            continue;
        }
        Json machine = json_of(*row.figures->machine);
        const auto [place, is_new] = known.try_emplace(row.processor + report::strict_json(machine), machines.size());
        numbers.push_back(place->second);
        if (!is_new) continue;
        machine["number"] = place->second;
        machine["name"] = row.processor;
        machine["assumed"] = assumed_where(row).processor;
        machines.push_back(std::move(machine));
    }
    rows["machine"] = std::move(numbers);
    return machines;
}

Json PageData::assumed() const
{
    std::set<std::string> keys;
    for (const SavingsRow& row : rows_) {
        for (const std::string& key : row.assumed) {
            keys.insert(fmt::format("{}: {}", key.starts_with("model.") ? row.model : row.processor, key));
        }
    }
    return keys;
}

Json PageData::keys_there(const std::vector<std::string>& keys) const
{
    Json there = Json::array();
    for (const std::string& key : keys) {
        if (std::any_of(columns_.begin(), columns_.end(),
                        [&](const auto& column) { return column.column.key == key; })) {
            there.push_back(key);
        }
    }
    return there;
}

Json PageData::json() const
{
    Json rows = values();
    Json page{{"heading", "Rows"}, {"about", content_.about}, {"fields", fields()}};
    page["axes"] = content_.rows.columns;
    page["groupKeys"] = rows_.empty() ? Json::array() : group_keys();
    page["marks"] = marks();
    page["groups"] = {{"energy", keys_there(part_keys())},
                      {"phases", keys_there(phase_keys())},
                      {"tensors", keys_there(tensor_keys())},
                      {"time", keys_there(cause_keys())},
                      {"accesses", keys_there({"sram_accesses", "edram_accesses", "dram_accesses"})}};
    page["paretoKeys"] = pareto_keys;
    page["machines"] = machines(rows);
    page["rows"] = std::move(rows);
    page["runs"] = Json::array();
    for (const RunResult& run : content_.runs) page["runs"].push_back(run_json(run));
    page["notes"] = content_.notes;
    page["assumed"] = assumed();
    return page;
}

}  // namespace

std::string page_data(const PageContent& content) { return json_line(PageData(content).json()); }

}  // namespace deltasim::experiment
