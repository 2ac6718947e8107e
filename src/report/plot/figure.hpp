// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Figures for papers before they are drawn: their contents, not their looks.

namespace deltasim::report
{

struct Axis {
    std::string title;  ///< with its unit: `energy (J)`
    bool log = false;
    bool plain = false;  ///< numbers without prefixes such as `100m` and `10k`
};

/// One value for each category; nothing if it is absent.
struct BarSeries {
    std::string name;
    std::vector<std::optional<double>> values;
};

/// Bars by category; the bars of the series stand side by side or are stacked.
struct BarFigure {
    std::vector<std::string> categories;
    std::vector<BarSeries> series;
    Axis axis;
    bool stacked = false;
    std::optional<double> line;  ///< a value that is marked across the whole figure
};

enum class CurveStyle : std::uint8_t { points, lines, steps, roof };

struct Curve {
    std::string name;
    CurveStyle style = CurveStyle::points;
    std::vector<std::pair<double, double>> points;
    std::size_t colour = 0;  ///< curves with the same number have the same colour; roofs have numbers of their own
    bool faint = false;
    bool in_key = true;
};

/// Points and lines.
struct CurveFigure {
    Axis x;
    Axis y;
    std::vector<Curve> curves;
    std::vector<std::string> x_names;  ///< names of x = 0, 1, ... if x is not a number
};

/// A coloured cell for every pair of names.
struct HeatFigure {
    std::vector<std::string> columns;
    std::vector<std::string> rows;
    std::vector<std::vector<std::optional<double>>> values;  ///< by row and column
    Axis axis;                                               ///< the axis of the colours
};

using Figure = std::variant<BarFigure, CurveFigure, HeatFigure>;

}  // namespace deltasim::report
