// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/enum_names.hpp"
#include "report/plot/figure.hpp"

// Writes a figure as a script for gnuplot.

namespace deltasim::report
{

enum class PlotFormat : std::uint8_t { svg, pdf, png };
inline constexpr EnumNames<PlotFormat, 3> plot_format_names{{"svg", "pdf", "png"}};

/// The width of a figure: one column of a two-column paper, or both.
enum class PlotWidth : std::uint8_t { one_column, two_columns };

enum class PlotFont : std::uint8_t { serif, sans };

struct PlotStyle {
    PlotFormat format = PlotFormat::pdf;
    PlotWidth width = PlotWidth::one_column;
    PlotFont font = PlotFont::serif;
};

/// The script, which prints the figure to gnuplot's standard output.
[[nodiscard]] std::string gnuplot_script(const Figure& figure, const PlotStyle& style);

}  // namespace deltasim::report
