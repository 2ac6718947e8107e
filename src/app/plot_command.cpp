// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/querying.hpp"
#include "core/plain_text.hpp"
#include "experiment/page/page_sources.hpp"
#include "experiment/plot/plots.hpp"
#include "os/filter.hpp"
#include "os/input_files.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"
#include "report/plot/gnuplot_script.hpp"

// deltasim plot: draws stored results as a figure for a paper.

namespace deltasim::app
{

namespace
{

struct PlotOptions {
    std::vector<std::string> sources;
    std::string output;
    std::string kind;
    std::string baseline;
    std::vector<std::string> conditions;
    experiment::PlotRequest request;
    std::string width = "one";
    std::string font = "serif";
};

report::PlotStyle style_of(const PlotOptions& options)
{
    std::string ending = std::filesystem::path(options.output).extension().string();
    if (!ending.empty()) ending.erase(0, 1);
    const std::optional<report::PlotFormat> format = report::plot_format_names.find(ending);
    if (!format) {
        throw InputError(fmt::format("-o {}: expected a name that ends in .svg, .pdf or .png", options.output));
    }
    return {*format, options.width == "two" ? report::PlotWidth::two_columns : report::PlotWidth::one_column,
            options.font == "sans" ? report::PlotFont::sans : report::PlotFont::serif};
}

/// The letters of a text beyond Latin, Greek and Cyrillic, each once and as it is in the text.
std::map<std::uint32_t, std::string> rare_letters(std::string_view text)
{
    constexpr std::uint32_t first_rare = 0x530;
    std::map<std::uint32_t, std::string> letters;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (point.valid && point.value >= first_rare) letters.emplace(point.value, text.substr(0, point.bytes));
        text.remove_prefix(point.bytes);
    }
    return letters;
}

/// If pictures are drawn here, warns of letters that no font of this computer has; the figure shows boxes or nothing
/// for them.
void warn_of_missing_letters(const std::string& script)
{
    std::string missing;
    for (const auto& [point, letter] : rare_letters(script)) {
        try {
            if (os::filtered({"fc-list", fmt::format(":charset={:x}", point), "family"}, "").empty()) missing += letter;
        } catch (const os::FilterError&) {
            return;  // without fontconfig the fonts are unknown
        }
    }
    if (missing.empty()) return;
    fmt::print(stderr,
               "plot: no installed font has {}: the figure shows boxes for them. Install a font that has them (Debian: "
               "fonts-noto-cjk), or write an .svg, which a viewer draws with its own fonts\n",
               missing);
}

/// What is left out may be why nothing can be drawn.
report::Figure figure_of(const experiment::PageContent& content, const PlotOptions& options)
{
    experiment::PlotRequest request = options.request;
    request.kind = experiment::plot_kind_names.find(options.kind).value();
    try {
        return experiment::figure_of(content.rows, request);
    } catch (const InputError&) {
        for (const std::string& line : content.damage) os::say("deltasim: error: " + line);
        throw;
    }
}

void plot(const PlotOptions& options)
{
    const report::PlotStyle style = style_of(options);
    for (const std::string& source : options.sources) os::note_input(std::filesystem::path(source));
    os::prepare_file(options.output);
    const experiment::PageContent content = experiment::page_content({options.sources.begin(), options.sources.end()},
                                                                     {options.conditions, options.baseline});
    const std::string script = report::gnuplot_script(figure_of(content, options), style);
    if (style.format != report::PlotFormat::svg) warn_of_missing_letters(script);
    try {
        os::write_file(options.output, os::filtered({"gnuplot"}, script));
    } catch (const os::FilterError& error) {
        throw RunFailed(fmt::format("{}; figures are drawn by gnuplot, Debian's package gnuplot-nox", error.what()));
    }
    refuse_gaps(content.rows.rows, content.damage);
}

}  // namespace

void add_plot_command(Command& app)
{
    auto options = std::make_shared<PlotOptions>();
    Command command = app.add_subcommand("plot", "stored results as a figure for a paper");
    command.add_option("sources", options->sources, "results stores, or result.json of run, compare or sweep")
        .required()
        .type_name("STORE|RESULT...")
        .check(given("a file"));
    command.add_option("-o,--output", options->output, "the figure: its name ends in .svg, .pdf or .png")
        .required()
        .type_name("FILE")
        .check(given("a file"));
    const std::vector<std::string> kinds(experiment::plot_kind_names.begin(), experiment::plot_kind_names.end());
    command.add_option("--kind", options->kind, fmt::format("{}", fmt::join(kinds, ", "))).required().one_of(kinds);
    command.add_option("--x", options->request.x, "the column along the x axis, for sweep and pareto").type_name("KEY");
    command.add_option("--y", options->request.y, "the column along the y axis, or of a heatmap's colours")
        .type_name("KEY");
    command.add_option("--by", options->request.by, "the column that has a curve for each of its values")
        .type_name("KEY");
    command.add_option("--width", options->width, "the width in columns of a paper: one (88 mm) or two (182 mm)")
        .one_of({"one", "two"})
        .capture_default_str();
    command.add_option("--font", options->font, "serif, like Times, or sans, like Helvetica")
        .one_of({"serif", "sans"})
        .capture_default_str();
    add_condition_option(command, options->conditions);
    add_baseline_of_rows(command, options->baseline);
    command.callback([options] { plot(*options); });
}

}  // namespace deltasim::app
