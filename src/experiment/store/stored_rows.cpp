// SPDX-License-Identifier: MIT
#include "experiment/store/stored_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "config/document/number.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::experiment
{

namespace
{

Scalar scalar_in(const config::ColumnValue& value)
{
    if (!value.is_number && value.text == "true") return true;
    if (!value.is_number && value.text == "false") return false;
    if (!value.is_number) return value.text;
    if (const auto whole = config::parse_whole_number(value.text)) return *whole;
    return config::parse_real_number(value.text).value_or(0.0);
}

/// Sorts numbers by size, and before texts.
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
SavingsRow row_of(const StoredPoint& point, const std::string& baseline)
{
    SavingsRow row;
    row.model = point.identity.model;
    row.processor = point.identity.processor;
    row.costs = point.identity.costs;
    row.schedule = point.identity.schedule;
    row.baseline = baseline;
    for (const auto& [name, value] : point.columns) row.columns[name] = scalar_in(value);
    if (point.state != PointState::done) {
        row.error = point.message;
        return row;
    }
    const PointReport& report = point.report.value();
    row.energy_pj = report.energy_pj.total;
    row.energy_unit = report.energy_unit;
    row.energy_by_part = report.energy_pj;
    row.assumed = report.assumed;
    row.notes = report.notes;
    row.figures = report.figures;
    return row;
}

}  // namespace

const sim::SimulationResult& StoredSimulations::of(const std::string& hash)
{
    const auto known = read_.find(hash);
    if (known != read_.end()) return known->second;
    std::optional<sim::SimulationResult> result = store_.simulation(hash);
    if (!result) throw DamagedResult("its simulation is missing");
    return read_.emplace(hash, std::move(*result)).first->second;
}

StoredResult stored_rows(const std::vector<StoredPoint>& points, const std::string& baseline)
{
    const auto baseline_of = [&](const StoredPoint& p) { return baseline.empty() ? p.identity.baseline : baseline; };
    std::map<std::string, std::map<std::string, SavingsFigures>> by_group;  // by group, and in it by schedule
    std::set<std::string> columns;
    StoredResult stored;
    for (const StoredPoint& point : points) {
        const SavingsRow& row = stored.rows.emplace_back(row_of(point, baseline_of(point)));
        for (const auto& [name, value] : point.columns) columns.insert(name);
        if (!row.figures) continue;
        by_group[point.identity.group][point.identity.schedule] = {*row.energy_pj, row.figures->operand_accesses,
                                                                   row.figures->operand_energy_pj, point.report->batch};
    }
    stored.columns.assign(columns.begin(), columns.end());
    for (std::size_t i = 0; i < points.size(); ++i) {
        SavingsRow& row = stored.rows[i];
        for (const std::string& name : columns) row.columns[name];  // stays empty if only other rows have it
        const auto& group = by_group[points[i].identity.group];
        const auto own = group.find(points[i].identity.schedule);
        const auto base = group.find(baseline_of(points[i]));
        if (own != group.end() && base != group.end()) row.savings = row_savings(base->second, own->second);
    }
    return stored;
}

Json stored_json(const StoredResult& stored) { return json_of(stored); }

std::vector<StoredPoint> all_points(ResultsStore& store)
{
    std::vector<StoredPoint> points;
    store.for_each_point([&](const StoredPoint& point) { points.push_back(point); });
    std::sort(points.begin(), points.end(), is_before);
    return points;
}

}  // namespace deltasim::experiment
