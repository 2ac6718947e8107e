// SPDX-License-Identifier: MIT
#include "experiment/plot/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "core/diagnostic.hpp"
#include "experiment/plot/plot_rows.hpp"
#include "experiment/tables/figure_columns.hpp"

namespace deltasim::experiment
{

namespace
{

using report::Axis;
using report::BarFigure;
using report::Curve;
using report::CurveFigure;
using report::CurveStyle;
using report::Figure;
using report::HeatFigure;

constexpr std::size_t most_categories = 60;  // with more the figure could not be read

[[noreturn]] void refuse(const std::string& option, const std::string& message)
{
    throw InputError({{{option, 0, 0}, "", message}});
}

[[noreturn]] void refuse_empty(PlotKind kind, const std::string& what)
{
    refuse(fmt::format("--kind {}", plot_kind_names[kind]), what);
}

void require_readable(PlotKind kind, std::size_t categories)
{
    if (categories == 0) refuse_empty(kind, "no row has the figures");
    if (categories <= most_categories) return;
    refuse_empty(
        kind,
        fmt::format(
            "{} groups of rows are too many for a readable figure, which shows at most {}; choose some with --where",
            categories, most_categories));
}

/// A group of bars for each group of rows: one bar per schedule, the energy of the baseline over its energy.
Figure savings_figure(const PlotRows& rows)
{
    BarFigure figure{rows.groups(), {}, {"energy of the baseline / energy", true}, false, 1.0};
    require_readable(PlotKind::savings, figure.categories.size());
    std::vector<std::string> schedules;
    bool any = false;
    double least = 1.0;
    double most = 1.0;
    for (const SavingsRow& row : rows.all()) {
        if (!row.savings.ratio || row.schedule == row.baseline) continue;
        any = true;
        least = std::min(least, *row.savings.ratio);
        most = std::max(most, *row.savings.ratio);
        const std::size_t series = place_in(schedules, row.schedule);
        if (series == figure.series.size()) {
            figure.series.push_back({row.schedule, std::vector<std::optional<double>>(figure.categories.size())});
        }
        std::optional<double>& value = figure.series[series].values[place_in(figure.categories, rows.group(row))];
        if (!value) value = *row.savings.ratio;
    }
    figure.axis.plain = is_near_one(least, most);
    if (!any) refuse_empty(PlotKind::savings, "no row has a saving: the baseline's rows are needed, and others");
    return figure;
}

/// A bar of 100 % for each row, divided into the parts of the energy.
Figure breakdown_figure(const PlotRows& rows)
{
    BarFigure figure{{}, {}, {"share of the energy (%)", false}, true, {}};
    const bool one_group = rows.groups().size() == 1;
    std::vector<const SavingsRow*> shown;
    for (const SavingsRow& row : rows.all()) {
        if (!row.energy_pj || !row.energy_by_part) continue;
        shown.push_back(&row);
        figure.categories.push_back(one_group ? row.schedule : fmt::format("{}, {}", rows.group(row), row.schedule));
    }
    require_readable(PlotKind::breakdown, figure.categories.size());
    for (const std::string& key : part_keys()) {
        report::BarSeries series{short_title(rows.column(key, "--kind breakdown")), {}};
        bool any = false;
        for (const SavingsRow* const row : shown) {
            const double part = rows.number(*row, key).value_or(0.0);
            const double total = rows.number(*row, "energy_pj").value_or(0.0);
            any = any || part > 0.0;
            series.values.push_back(total > 0.0 ? 100.0 * part / total : 0.0);
        }
        if (any) figure.series.push_back(std::move(series));
    }
    return figure;
}

/// The points of curves; a column decides to which curve a point belongs.
class CurvesBy
{
public:
    CurvesBy(const PlotRows& rows, std::string key) : rows_(rows), key_(std::move(key)) {}

    /// The number of the row's colour.
    std::size_t colour(const SavingsRow& row) { return place_in(names_, rows_.text(row, key_)); }
    [[nodiscard]] const std::string& name(std::size_t colour) const { return names_[colour]; }

private:
    const PlotRows& rows_;
    std::string key_;
    std::vector<std::string> names_;
};

/// Lanes and pins of every processor as a roof, with the rows below it.
Figure roofline_figure(const PlotRows& rows, const std::string& by)
{
    CurveFigure figure{{"MAC / byte of DRAM traffic", true}, {"MAC/s", true}, {}, {}};
    CurvesBy curves(rows, by);
    std::map<std::size_t, std::size_t> places;  // places of the curves by colour
    std::map<std::string, machine::Peaks> machines;
    double low = std::numeric_limits<double>::max();
    double high = 0.0;
    for (const SavingsRow& row : rows.all()) {
        if (!row.figures || !row.figures->machine || !row.figures->machine->dram_bytes_per_second) continue;
        const double macs = static_cast<double>(row.figures->macs.value_or(0));
        const double bytes = static_cast<double>(row.figures->dram_traffic_bytes.value_or(0));
        if (macs <= 0.0 || bytes <= 0.0) continue;
        machines.emplace(row.processor, *row.figures->machine);
        const std::size_t colour = curves.colour(row);
        const auto [place, is_new] = places.try_emplace(colour, figure.curves.size());
        if (is_new) figure.curves.push_back({curves.name(colour), CurveStyle::points, {}, colour});
        figure.curves[place->second].points.emplace_back(macs / bytes, macs / row.figures->seconds);
        low = std::min(low, macs / bytes);
        high = std::max(high, macs / bytes);
    }
    if (figure.curves.empty()) refuse_empty(PlotKind::roofline, "no row multiplies and reaches a DRAM");
    for (const auto& [name, peaks] : machines) {
        const double ridge = peaks.macs_per_second / *peaks.dram_bytes_per_second;
        low = std::min(low, ridge);
        high = std::max(high, ridge);
    }
    figure.x.plain = is_near_one(low, high);
    std::size_t number = 0;
    for (const auto& [name, peaks] : machines) {
        Curve roof{name, CurveStyle::roof, {}, number++, false, machines.size() > 1};
        const double ridge = peaks.macs_per_second / *peaks.dram_bytes_per_second;
        for (const double intensity : {low / 2.0, ridge, high * 2.0}) {
            roof.points.emplace_back(intensity,
                                     std::min(peaks.macs_per_second, intensity * *peaks.dram_bytes_per_second));
        }
        figure.curves.push_back(std::move(roof));
    }
    return figure;
}

/// The points of one colour on the Pareto front: no other point has less of both.
std::vector<std::pair<double, double>> front_of(std::vector<std::pair<double, double>> points)
{
    std::sort(points.begin(), points.end());
    std::vector<std::pair<double, double>> front;
    for (const auto& point : points) {
        if (front.empty() || point.second < front.back().second) front.push_back(point);
    }
    return front;
}

Figure pareto_figure(const PlotRows& rows, const PlotRequest& request)
{
    const std::string x = request.x.empty() ? "seconds" : request.x;
    const std::string y = request.y.empty() ? "energy_pj" : request.y;
    CurveFigure figure{rows.axis(x), rows.axis(y), {}, {}};
    CurvesBy curves(rows, request.by);
    std::map<std::size_t, Curve> clouds;
    for (const SavingsRow& row : rows.all()) {
        const auto across = rows.number(row, x);
        const auto up = rows.number(row, y);
        if (!across || !up) continue;
        const std::size_t colour = curves.colour(row);
        Curve& cloud =
            clouds.try_emplace(colour, Curve{curves.name(colour), CurveStyle::points, {}, colour}).first->second;
        cloud.points.emplace_back(*across, *up);
    }
    if (clouds.empty()) refuse_empty(PlotKind::pareto, "no row has both figures");
    for (auto& [colour, cloud] : clouds) {
        figure.curves.push_back({"", CurveStyle::steps, front_of(cloud.points), colour, false, false});
        figure.curves.push_back(std::move(cloud));
    }
    return figure;
}

/// A line for each combination of the keys that are not on an axis; lines that `by` does not distinguish have the same
/// colour.
Figure sweep_figure(const PlotRows& rows, const PlotRequest& request)
{
    std::string x = request.x;
    for (const std::string& axis : rows.axes()) {
        if (x.empty() && rows.differs(axis)) x = axis;
    }
    if (x.empty())
        refuse_empty(PlotKind::sweep, "the rows have no axis along which they differ; choose a column with --x");
    const std::string y = request.y.empty() ? "energy_pj" : request.y;
    const bool numbers = rows.is_number(x);
    CurveFigure figure{numbers ? rows.axis(x) : Axis{rows.column(x, "--x").title, false}, rows.axis(y), {}, {}};
    std::vector<std::string> keys{"model", "processor", "costs", "schedule"};
    keys.insert(keys.end(), rows.axes().begin(), rows.axes().end());
    std::erase(keys, x);
    CurvesBy curves(rows, request.by);
    std::map<std::string, std::size_t> places;
    std::vector<bool> named;
    for (const SavingsRow& row : rows.all()) {
        const auto across = numbers ? rows.number(row, x)
                                    : std::optional(static_cast<double>(place_in(figure.x_names, rows.text(row, x))));
        const auto up = rows.number(row, y);
        if (!across || !up) continue;
        std::string line;
        for (const std::string& key : keys) line += rows.text(row, key) + "\n";
        const std::size_t colour = curves.colour(row);
        const auto [place, is_new] = places.try_emplace(line, figure.curves.size());
        if (is_new) {
            named.resize(std::max(named.size(), colour + 1), false);
            figure.curves.push_back({curves.name(colour), CurveStyle::lines, {}, colour, false, !named[colour]});
            named[colour] = true;
        }
        figure.curves[place->second].points.emplace_back(*across, *up);
    }
    if (figure.curves.empty()) refuse_empty(PlotKind::sweep, "no row has both figures");
    for (Curve& curve : figure.curves) std::sort(curve.points.begin(), curve.points.end());
    return figure;
}

/// For every model and processor the row with the least energy.
Figure heatmap_figure(const PlotRows& rows, const std::string& key)
{
    HeatFigure figure{rows.texts("processor"), rows.texts("model"), {}, rows.axis(key)};
    require_readable(PlotKind::heatmap, std::max(figure.columns.size(), figure.rows.size()));
    std::map<std::pair<std::size_t, std::size_t>, const SavingsRow*> best;
    for (const SavingsRow& row : rows.all()) {
        if (!row.energy_pj || !rows.number(row, key)) continue;
        const std::pair place{place_in(figure.rows, row.model), place_in(figure.columns, row.processor)};
        const auto [known, is_new] = best.try_emplace(place, &row);
        if (!is_new && *row.energy_pj < *known->second->energy_pj) known->second = &row;
    }
    if (best.empty()) refuse_empty(PlotKind::heatmap, "no row has the figure");
    figure.values.assign(figure.rows.size(), std::vector<std::optional<double>>(figure.columns.size()));
    for (const auto& [place, row] : best) figure.values[place.first][place.second] = rows.number(*row, key);
    return figure;
}

}  // namespace

Figure figure_of(const StoredResult& stored, const PlotRequest& request)
{
    const PlotRows rows(stored);
    PlotRequest asked = request;
    const bool many_models = rows.differs("model");
    if (asked.by.empty()) asked.by = asked.kind == PlotKind::pareto && many_models ? "model" : "schedule";
    if (stored.rows.empty()) refuse_empty(asked.kind, "there are no rows");
    for (const auto& [key, option] :
         {std::pair(&asked.x, "--x"), std::pair(&asked.y, "--y"), std::pair(&asked.by, "--by")}) {
        if (!key->empty()) static_cast<void>(rows.column(*key, fmt::format("{} {}", option, *key)));
    }
    switch (asked.kind) {
    case PlotKind::savings: return savings_figure(rows);
    case PlotKind::breakdown: return breakdown_figure(rows);
    case PlotKind::roofline: return roofline_figure(rows, asked.by);
    case PlotKind::pareto: return pareto_figure(rows, asked);
    case PlotKind::sweep: return sweep_figure(rows, asked);
    case PlotKind::heatmap: return heatmap_figure(rows, asked.y.empty() ? "ratio" : asked.y);
    }
    return savings_figure(rows);
}

}  // namespace deltasim::experiment
