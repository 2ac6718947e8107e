// SPDX-License-Identifier: MIT
#include "report/plot/gnuplot_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/aligned.hpp"
#include "report/plot/colours.hpp"
#include "report/readable.hpp"

namespace deltasim::report
{

namespace
{

// IEEE's columns of 88 mm and 182 mm, and the font size of captions.
constexpr double one_column_inches = 3.5;
constexpr double two_columns_inches = 7.16;
constexpr int font_points = 8;
constexpr double points_an_inch = 72.0;
constexpr int png_dots_per_inch = 300;

/// Text in quotes, of which gnuplot interprets nothing.
std::string in_quotes(std::string_view text)
{
    std::string quoted = "'";
    for (const char letter : single_line(text)) quoted += letter == '\'' ? std::string("''") : std::string(1, letter);
    return quoted + "'";
}

double inches_of(PlotWidth width) { return width == PlotWidth::one_column ? one_column_inches : two_columns_inches; }

std::string terminal_of(const PlotStyle& style, double height)
{
    const double width = inches_of(style.width);
    const bool serif = style.font == PlotFont::serif;
    switch (style.format) {
    case PlotFormat::pdf:
        return fmt::format("set terminal pdfcairo noenhanced color size {}in,{}in font '{},{}' linewidth 0.7\n", width,
                           height, serif ? "Liberation Serif" : "Liberation Sans", font_points);
    case PlotFormat::png:
        // Font sizes and line widths are in points, 72 to an inch.
        return fmt::format("set terminal pngcairo noenhanced color size {},{} font '{},{}' fontscale {:.3f} linewidth "
                           "{:.3f} pointscale {:.3f}\n",
                           std::lround(width * png_dots_per_inch), std::lround(height * png_dots_per_inch),
                           serif ? "Liberation Serif" : "Liberation Sans", font_points,
                           png_dots_per_inch / points_an_inch, 0.7 * png_dots_per_inch / points_an_inch,
                           png_dots_per_inch / points_an_inch);
    case PlotFormat::svg:
        return fmt::format("set terminal svg noenhanced size {},{} font '{},{}' linewidth 0.7 background '#ffffff'\n",
                           std::lround(width * 96.0), std::lround(height * 96.0),
                           serif ? "Times New Roman, Liberation Serif, serif" : "Arial, Liberation Sans, sans-serif",
                           font_points * 96 / 72);
    }
    return "";
}

std::string axis_of(const char* name, const Axis& axis)
{
    // Places the title beside the widest number, so that they do not overlap.
    const char* const aside = name == std::string_view("cb") ? " offset 1" : "";
    std::string script = fmt::format("set {}label {}{}\n", name, in_quotes(axis.title), aside);
    if (axis.log) script += fmt::format("set logscale {}\n", name);
    // Writes 1000000 as 1M, whatever the unit. gnuplot assumes letters that are narrower than a G or an m, and would
    // draw an upright title over them; one more blank before the numbers makes room.
    const char* const prefixed = name == std::string_view("y") ? "%4.0s%c" : "%.0s%c";
    const char* const plain = axis.log ? "%g" : "%.4g";
    return script + fmt::format("set format {} '{}'\n", name, axis.log && !axis.plain ? prefixed : plain);
}

/// Names at an axis, for `tic_of`. In a list of tics gnuplot would read a percent sign as the start of a number format,
/// and cut such a name after 49 bytes. Names that come with the data are not interpreted.
std::string names_of(const char* axis, const std::vector<std::string>& names, std::string_view options)
{
    std::string script = fmt::format("set {0}tics {1}\narray {0}names[{2}]\n", axis, options, names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        script += fmt::format("{}names[{}] = {}\n", axis, i + 1, in_quotes(names[i]));
    }
    return script;
}

/// The name at an axis for a row of data, as a column of the data.
std::string tic_of(const char* axis) { return fmt::format("{0}tic({0}names[int($0)+1])", axis); }

std::size_t longest(const std::vector<std::string>& names)
{
    std::size_t width = 0;
    for (const std::string& name : names) width = std::max(width, display_width(name));
    return width;
}

/// The angle of the names below an axis, in gnuplot's words, and their font size.
struct NameStand {
    int degrees = 0;
    double points = font_points;
};

/// Names are slanted if they would overlap, and upright if slanted ones would reach beyond the left end. Many names
/// have smaller letters.
NameStand stand_of(const std::vector<std::string>& names, double inches)
{
    constexpr double letters_an_inch = 17.0;
    constexpr double left_of_axis = 0.6;
    constexpr std::size_t longest_slanted = 20;
    constexpr double smallest_points = 4.0;
    constexpr double of_the_way = 0.85;  // letters are lower than their lines
    const double apart = (inches - left_of_axis) / static_cast<double>(std::max<std::size_t>(names.size(), 1));
    if (static_cast<double>(longest(names)) + 1.0 <= apart * letters_an_inch) return {};
    return {longest(names) <= longest_slanted ? 50 : 90,
            std::clamp(of_the_way * apart * points_an_inch, smallest_points, static_cast<double>(font_points))};
}

std::string names_below(const std::vector<std::string>& names, double inches)
{
    const NameStand stand = stand_of(names, inches);
    std::string options = "nomirror scale 0";
    if (stand.degrees != 0) options += fmt::format(" rotate by {} right", stand.degrees);
    if (stand.points < font_points) options += fmt::format(" font ',{:.1f}'", stand.points);
    return names_of("x", names, options);
}

/// The room in inches that names need if they are not horizontal: upright names need their whole length.
double room_for_names(const std::vector<std::string>& names, double inches)
{
    constexpr double letter_of_its_size = 0.6;
    const NameStand stand = stand_of(names, inches);
    const double length = static_cast<double>(longest(names)) * letter_of_its_size * stand.points / points_an_inch;
    return stand.degrees == 90 ? length : stand.degrees == 0 ? 0.0 : 0.77 * length;
}

/// gnuplot reserves more room below such names than they need, which would shrink the bars.
std::string margin_below(const std::vector<std::string>& names, double inches, double height)
{
    constexpr double gap = 0.15;
    const double room = room_for_names(names, inches);
    return room > 0.0 ? fmt::format("set bmargin at screen {:.4f}\n", (room + gap) / height) : "";
}

std::string value_text(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : "NaN"; }

std::string script_of(const BarFigure& figure, const PlotStyle& style)
{
    const double inches = inches_of(style.width);
    const double height = 2.4 + room_for_names(figure.categories, inches);
    std::string script = terminal_of(style, height) + margin_below(figure.categories, inches, height);
    script += axis_of("y", figure.axis);
    script += names_below(figure.categories, inches_of(style.width));
    script += "$values << END_OF_VALUES\n";
    for (std::size_t i = 0; i < figure.categories.size(); ++i) {
        for (const BarSeries& series : figure.series) script += value_text(series.values[i]) + " ";
        script += "\n";
    }
    script += "END_OF_VALUES\n";
    script += fmt::format("set style data histograms\nset style histogram {}\n",
                          figure.stacked ? "rowstacked" : "clustered gap 1");
    script += "set style fill solid 1.0 border rgb '#000000'\nset boxwidth 0.85\nset grid ytics\nset grid noxtics\n";
    script += fmt::format("set xrange [-0.6:{}]\n", static_cast<double>(figure.categories.size()) - 0.4);
    if (!figure.axis.log) script += "set yrange [0:*]\n";
    if (figure.stacked) script += "set autoscale yfixmax\n";  // shares end at 100
    if (figure.line) {
        script +=
            fmt::format("set arrow from graph 0,first {0} to graph 1,first {0} nohead dashtype 2\n", *figure.line);
    }
    script += "plot";
    for (std::size_t i = 0; i < figure.series.size(); ++i) {
        script += fmt::format("{} $values using {}{} title {} linecolor rgb '{}'", i == 0 ? "" : ",", i + 1,
                              i == 0 ? ":" + tic_of("x") : "", in_quotes(figure.series[i].name),
                              colour(i, figure.series.size()));
    }
    return script + "\n";
}

/// Roofs are grey, since colours are for the points below them; dashes and three greys distinguish the roofs.
std::string roof_words(std::size_t number)
{
    constexpr std::array<const char*, 3> greys{"#404040", "#808080", "#a8a8a8"};
    return fmt::format("lines linewidth 2 dashtype {} linecolor rgb '{}'", number % 5 + 1,
                       greys[number % greys.size()]);
}

std::string curve_words(const Curve& curve, std::size_t colours)
{
    const std::string faint = curve.faint ? "#60" : "#";
    const std::string look = fmt::format("linecolor rgb '{}{}'", faint, colour(curve.colour, colours).substr(1));
    const std::size_t dash = curve.colour % 5 + 1;
    switch (curve.style) {
    case CurveStyle::points: return fmt::format("points pointtype {} pointsize 0.6 {}", point_kind(curve.colour), look);
    case CurveStyle::lines:
        return fmt::format("linespoints pointtype {} pointsize 0.5 dashtype {} {}", point_kind(curve.colour), dash,
                           look);
    case CurveStyle::steps: return fmt::format("steps linewidth 1.5 dashtype {} {}", dash, look);
    case CurveStyle::roof: return roof_words(curve.colour);
    }
    return "";
}

std::string script_of(const CurveFigure& figure, const PlotStyle& style)
{
    std::string script = terminal_of(style, style.width == PlotWidth::one_column ? 2.5 : 3.2);
    script += axis_of("x", figure.x) + axis_of("y", figure.y);
    if (!figure.x_names.empty()) script += names_below(figure.x_names, inches_of(style.width));
    std::size_t colours = 1;
    bool any_roof_named = false;
    for (std::size_t i = 0; i < figure.curves.size(); ++i) {
        const bool is_roof = figure.curves[i].style == CurveStyle::roof;
        if (!is_roof) colours = std::max(colours, figure.curves[i].colour + 1);
        any_roof_named = any_roof_named || (is_roof && figure.curves[i].in_key);
        script += fmt::format("$curve{} << END_OF_VALUES\n", i);
        for (const auto& [x, y] : figure.curves[i].points) script += fmt::format("{} {}\n", x, y);
        script += "END_OF_VALUES\n";
    }
    if (any_roof_named) script += "set key samplen 3\n";  // wide enough to show every dash
    script += "set grid\nset offsets graph 0.03, graph 0.03, graph 0.05, graph 0.05\nplot";
    for (std::size_t i = 0; i < figure.curves.size(); ++i) {
        const Curve& curve = figure.curves[i];
        script += fmt::format("{} $curve{} using 1:2 with {} {}", i == 0 ? "" : ",", i, curve_words(curve, colours),
                              curve.in_key ? "title " + in_quotes(curve.name) : "notitle");
    }
    return script + "\n";
}

std::string script_of(const HeatFigure& figure, const PlotStyle& style)
{
    constexpr double least_scale = 1.2;  // inches, for the numbers beside the colour scale
    const double height = 0.9 + std::max(least_scale, 0.16 * static_cast<double>(figure.rows.size())) +
                          room_for_names(figure.columns, inches_of(style.width));
    std::string script = terminal_of(style, height);
    script += names_below(figure.columns, inches_of(style.width));
    script += names_of("y", figure.rows, "nomirror scale 0");
    script += "$values << END_OF_VALUES\n";
    for (const auto& row : figure.values) {
        for (const auto& value : row) script += value_text(value) + " ";
        script += "\n";
    }
    script += "END_OF_VALUES\n$columns << END_OF_COLUMNS\n";
    for (std::size_t i = 0; i < figure.columns.size(); ++i) script += fmt::format("{}\n", i);
    script += "END_OF_COLUMNS\nunset key\n";
    // viridis, from dark to light
    script += fmt::format("set palette defined ({})\n", palette_words());
    script += axis_of("cb", figure.axis);
    script +=
        fmt::format("set xrange [-0.5:{}]\nset yrange [{}:-0.5]\n", static_cast<double>(figure.columns.size()) - 0.5,
                    static_cast<double>(figure.rows.size()) - 0.5);
    return script +
           fmt::format("set tics scale 0\nplot $values using (0):0:{} with points pointsize 0, $columns using 1:(0):{} "
                       "with points pointsize 0, $values matrix with image\n",
                       tic_of("y"), tic_of("x"));
}

}  // namespace

std::string gnuplot_script(const Figure& figure, const PlotStyle& style)
{
    const std::string start = "set encoding utf8\nset border 3\nset tics nomirror\n"
                              "set key outside top center horizontal samplen 1.5 noenhanced\n"
                              "set grid linecolor rgb '#d0d0d0' linewidth 0.5 dashtype 1\n";
    const std::string script = std::visit([&](const auto& kind) { return script_of(kind, style); }, figure);
    // The terminal comes first: it sets the units in which the rest is measured.
    const std::size_t end = script.find('\n') + 1;
    return script.substr(0, end) + start + script.substr(end);
}

}  // namespace deltasim::report
