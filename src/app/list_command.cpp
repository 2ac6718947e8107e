// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/results_output.hpp"
#include "app/terminal.hpp"
#include "core/plain_text.hpp"
#include "report/render.hpp"
#include "report/wrapped.hpp"
#include "schedule/schedules.hpp"

// deltasim list: prints names, each with one line of description.

namespace deltasim::app
{

namespace
{

using NamedLines = std::vector<std::pair<std::string, std::string>>;

NamedLines lines_of(const std::string& what)
{
    if (what == "models") return config::list_library(config::Library::models, search_path());
    if (what == "processors") return config::list_library(config::Library::processors, search_path());
    if (what == "dram") {
        NamedLines lines = config::list_library(config::Library::dram, search_path());
        lines.emplace_back("flat", "every access takes a fixed time, which the processor sets");
        return lines;
    }
    if (what == "costs") return config::list_library(config::Library::costs, search_path());
    if (what == "targets") return config::list_targets(search_path());
    NamedLines lines;
    if (what == "schedules") {
        for (const schedule::Schedule& schedule : schedule::schedules())
            lines.emplace_back(schedule.name, schedule.description);
        return lines;
    }
    for (const config::TrainingKey& key : config::training_keys()) {
        lines.emplace_back(key.key + ": " + key.default_value, key.meaning);
    }
    return lines;
}

/// Prints name and description side by side; on a narrow terminal one below the other.
void print_lines(const NamedLines& lines)
{
    std::size_t width = 0;
    for (const auto& [name, line] : lines) width = std::max(width, plain_text(name).size());
    const std::optional<report::Terminal> terminal = stdout_terminal();
    constexpr std::size_t gap = 2;
    constexpr std::size_t least_room = 20;
    const bool beside = !terminal || terminal->width >= width + gap + least_room;
    const std::size_t indent = beside ? width + gap : gap;
    for (const auto& [name, text] : lines) {
        std::string before = plain_text(name);
        const std::string line = plain_text(text);
        if (!beside) print_results(fmt::format("{}\n", std::exchange(before, "")));
        if (!terminal) print_results(fmt::format("{:<{}}{}\n", before, indent, line));
        if (!terminal) continue;
        for (const std::string& part : report::wrapped(line, terminal->width - indent)) {
            print_results(fmt::format("{:<{}}{}\n", std::exchange(before, ""), indent, part));
        }
    }
}

/// The same as a table, for programs and papers; the defaults of training keys have a column of their own.
report::Table table_of(const std::string& what, const NamedLines& lines)
{
    report::Table table{"", {{"name", "name", "", {}}, {"description", "description", "", {}}}, {}, {}, what};
    if (what == "training") {
        table.columns.insert(table.columns.begin() + 1, {"default", "default", "", {}});
        for (const config::TrainingKey& key : config::training_keys()) {
            table.rows.push_back({key.key, key.default_value, key.meaning});
        }
        return table;
    }
    for (const auto& [name, text] : lines) table.rows.push_back({name, text});
    return table;
}

struct ListOptions {
    std::string what;
    std::string format = "text";
    PrintOptions print;
};

void list(const ListOptions& options)
{
    const NamedLines lines = lines_of(options.what);
    const bool in_lines = options.format == "text" && options.print.columns.empty() && !options.print.wide;
    if (in_lines) return print_lines(lines);
    const report::Table table = table_of(options.what, lines);
    print_results(printed_text(options.print, options.format, chosen_tables(options.print, {table}),
                               report::json_of_table(table)));
}

}  // namespace

void add_list_command(Command& app)
{
    auto options = std::make_shared<ListOptions>();
    Command command = app.add_subcommand("list", "names and what they stand for");
    command.add_option("what", options->what, "models, processors, dram, costs, targets, schedules or training")
        .required()
        .one_of({"models", "processors", "dram", "costs", "targets", "schedules", "training"});
    add_format_option(command, options->format);
    options->print.add_wide_to(command);
    options->print.add_columns_to(command);
    command.callback([options] { list(*options); });
}

}  // namespace deltasim::app
