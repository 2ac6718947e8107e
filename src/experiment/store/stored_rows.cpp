// SPDX-License-Identifier: MIT
#include "experiment/store/stored_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "config/document/number.hpp"
#include "energy/savings.hpp"
#include "experiment/results/run_figures.hpp"
#include "experiment/results/simulation_json.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::experiment
{

namespace
{

/// Besides those of a run's figures.
constexpr std::array row_keys{"model",        "processor",   "costs", "schedule", "baseline",
                              "energy_pj",    "energy_unit", "ratio", "saving_x", "saving_percent",
                              "access_ratio", "assumed",     "notes", "error"};

/// What savings are had from.
struct Figures {
    double energy = 0.0;
    std::uint64_t operand_accesses = 0;
};

Json value_of(const config::ColumnValue& value)
{
    if (!value.is_number && value.text == "true") return true;
    if (!value.is_number && value.text == "false") return false;
    if (!value.is_number) return value.text;
    if (const auto whole = config::parse_whole_number(value.text)) return *whole;
    return config::parse_real_number(value.text).value_or(0.0);
}

/// Numbers by size, before text.
auto sort_key(const config::ColumnValue& value)
{
    const double number = value.is_number ? config::parse_real_number(value.text).value_or(0.0) : 0.0;
    return std::tuple(!value.is_number, number, value.text);
}

std::size_t schedule_rank(const PointIdentity& point)
{
    if (point.schedule == point.baseline) return 0;
    const std::vector<std::string> names = schedule::schedule_names();
    return 1 + static_cast<std::size_t>(std::find(names.begin(), names.end(), point.schedule) - names.begin());
}

bool is_before(const StoredPoint& a, const StoredPoint& b)
{
    const auto names = [](const StoredPoint& p) {
        return std::tie(p.identity.model, p.identity.processor, p.identity.costs);
    };
    if (names(a) != names(b)) return names(a) < names(b);
    const auto column_before = [](const auto& x, const auto& y) {
        return std::tuple(x.first, sort_key(x.second)) < std::tuple(y.first, sort_key(y.second));
    };
    if (std::lexicographical_compare(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                                     column_before)) {
        return true;
    }
    if (a.columns != b.columns) return false;
    return std::tuple(std::string_view(a.identity.group), schedule_rank(a.identity)) <
           std::tuple(std::string_view(b.identity.group), schedule_rank(b.identity));
}

/// A row without savings.
Json row_of(const StoredPoint& point, const std::string& baseline)
{
    Json row = Json::object();
    for (const char* const key : row_keys) row[key] = nullptr;
    for (const char* const key : run_figure_keys) row[key] = nullptr;
    row["model"] = point.identity.model;
    row["processor"] = point.identity.processor;
    row["costs"] = point.identity.costs;
    row["schedule"] = point.identity.schedule;
    row["baseline"] = baseline;
    row["assumed"] = Json::array();
    row["notes"] = Json::array();
    if (point.state != PointState::done) row["error"] = point.message;
    for (const auto& [name, value] : point.columns) row[name] = value_of(value);
    return row;
}

void add_report(Json& row, const std::string& text, const std::filesystem::path& store)
{
    try {
        const Json report = Json::parse(text);
        row["energy_pj"] = report.at("energy_pj").at("total");
        for (const char* const key : {"energy_unit", "assumed", "notes"}) row[key] = report.at(key);
        row.update(report.at("figures"));
    } catch (const Json::exception& error) {
        refuse_damaged(store, error);
    }
}

}  // namespace

void refuse_damaged(const std::filesystem::path& store, const Json::exception& error)
{
    throw StoreError(fmt::format("{}: damaged: {}", store.string(), error.what()));
}

bool is_row_key(const std::string& key)
{
    constexpr std::array of_tables{"sram_accesses", "edram_accesses", "dram_accesses",   "sram_bytes",   "edram_bytes",
                                   "dram_bytes",    "largest_causes", "epoch_energy_pj", "epoch_seconds"};
    const auto has = [&](const auto& keys) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    return has(row_keys) || has(run_figure_keys) || has(of_tables);
}

const sim::SimulationResult& StoredSimulations::of(const std::string& hash)
{
    const auto known = read_.find(hash);
    if (known != read_.end()) return known->second;
    const std::optional<std::string> result = store_.simulation(hash);
    if (!result) throw StoreError(store_.file().string() + ": damaged: a point without its simulation");
    try {
        return read_.emplace(hash, simulation_from(Json::parse(*result))).first->second;
    } catch (const Json::exception& error) {
        refuse_damaged(store_.file(), error);
    }
}

Json stored_rows(const std::vector<StoredPoint>& points, const std::string& baseline,
                 const std::filesystem::path& store)
{
    const auto baseline_of = [&](const StoredPoint& p) { return baseline.empty() ? p.identity.baseline : baseline; };
    std::map<std::string, std::map<std::string, Figures>> by_group;  // and schedule
    Json rows = Json::array();
    std::set<std::string> columns;
    for (const StoredPoint& point : points) {
        Json row = row_of(point, baseline_of(point));
        for (const auto& [name, value] : point.columns) columns.insert(name);
        if (point.state == PointState::done) {
            add_report(row, point.report, store);
            by_group[point.identity.group][point.identity.schedule] = {row["energy_pj"], row["operand_accesses"]};
        }
        rows.push_back(std::move(row));
    }
    for (Json& row : rows) {
        for (const std::string& name : columns) {
            if (!row.contains(name)) row[name] = nullptr;
        }
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& group = by_group[points[i].identity.group];
        const auto own = group.find(points[i].identity.schedule);
        const auto base = group.find(baseline_of(points[i]));
        if (own == group.end() || base == group.end()) continue;
        Json& row = rows[i];
        if (const auto saved = energy::savings(base->second.energy, own->second.energy)) {
            row["ratio"] = saved->ratio;
            row["saving_x"] = saved->x;
            row["saving_percent"] = saved->percent;
        }
        row["access_ratio"] =
            static_cast<double>(base->second.operand_accesses) / static_cast<double>(own->second.operand_accesses);
    }
    return {{"columns", columns}, {"rows", std::move(rows)}};
}

std::vector<StoredPoint> all_points(ResultsStore& store)
{
    std::vector<StoredPoint> points;
    store.for_each_point([&](const StoredPoint& point) { points.push_back(point); });
    std::sort(points.begin(), points.end(), is_before);
    return points;
}

}  // namespace deltasim::experiment
