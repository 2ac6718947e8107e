// SPDX-License-Identifier: MIT
#include "app/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/argument_checks.hpp"
#include "app/terminal.hpp"
#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "os/messages.hpp"
#include "report/render.hpp"
#include "report/table_choice.hpp"

namespace deltasim::app
{

namespace
{

[[noreturn]] void refuse_unknown(const std::string& option, const std::string& what, const std::string& name,
                                 const std::vector<std::string>& known)
{
    std::string hint = suggestion(name, known);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    throw InputError(
        {{{option + " " + name, 0, 0}, "", fmt::format("unknown {} {}{}", what, config::quoted_text(name), hint)}});
}

/// A CSV file is one table: without other options only the first table.
std::vector<report::Table> first_alone(const PrintOptions& options, const char* format,
                                       std::vector<report::Table> tables)
{
    std::erase_if(tables, [](const report::Table& table) { return table.columns.empty(); });
    if (tables.size() < 2) return tables;
    if (options.table.empty()) {
        std::vector<std::string> others;
        for (std::size_t i = 1; i < tables.size(); ++i) others.push_back(report::name_of(tables[i]));
        os::say(fmt::format(
            "deltasim: {} is one table, {}; --table NAME prints another ({}), --out DIR keeps each in a file", format,
            report::name_of(tables.front()), fmt::join(others, ", ")));
    }
    tables.resize(1);
    return tables;
}

void keep_first_rows(std::vector<report::Table>& tables, const FirstRows& first)
{
    for (report::Table& table : tables) {
        if (first.most == 0 || table.rows.size() <= first.most) continue;
        const std::size_t more = table.rows.size() - first.most;
        table.rows.resize(first.most);
        table.notes.insert(table.notes.begin(), fmt::format("{} more rows: {}", more, first.rest));
    }
}

}  // namespace

void PrintOptions::add_wide_to(Command& command)
{
    command.add_flag("--wide", wide, "all columns and rows, whatever the terminal's width");
}

void PrintOptions::add_columns_to(Command& command)
{
    command.add_option("--columns", columns, "columns to show, by their keys").type_name("KEY,...").delimiter(',');
}

void PrintOptions::add_table_to(Command& command)
{
    command.add_option("--table", table, "print only this table").type_name("NAME").check(given("a table"));
}

void require_columns(const std::vector<std::string>& asked, const std::vector<std::string>& known)
{
    for (auto key = asked.begin(); key != asked.end(); ++key) {
        if (std::find(known.begin(), known.end(), *key) == known.end()) {
            refuse_unknown("--columns", "column", *key, known);
        }
        if (std::find(asked.begin(), key, *key) == key) continue;
        throw InputError({{{"--columns " + *key, 0, 0}, "", "occurs twice"}});
    }
}

std::vector<report::Table> chosen_tables(const PrintOptions& options, const std::vector<report::Table>& tables)
{
    std::vector<report::Table> chosen = tables;
    if (!options.table.empty()) {
        std::vector<std::string> names;
        for (const report::Table& table : tables) {
            if (!table.columns.empty()) names.push_back(report::name_of(table));
        }
        if (std::find(names.begin(), names.end(), options.table) == names.end()) {
            refuse_unknown("--table", "table", options.table, names);
        }
        std::erase_if(chosen, [&](const report::Table& table) { return report::name_of(table) != options.table; });
    }
    if (options.columns.empty()) return chosen;
    require_columns(options.columns, report::column_keys(chosen));
    return report::with_columns(chosen, options.columns);
}

std::string printed_text(const PrintOptions& options, const std::string& format, std::vector<report::Table> tables,
                         const std::string& json, const FirstRows& first)
{
    const report::Format shown = *report::format_named(format);
    if (shown == report::Format::json) {
        if (options.columns.empty() && options.table.empty()) return json;
        tables = first_alone(options, "JSON of columns", std::move(tables));
        return tables.empty() ? json : report::json_of_table(tables.front());
    }
    if (shown == report::Format::csv) tables = first_alone(options, "CSV", std::move(tables));
    const std::optional<report::Terminal> terminal = stdout_terminal();
    if (shown != report::Format::text || !terminal || options.wide) {
        return report::render(tables, shown, options.wide);
    }
    keep_first_rows(tables, first);
    return report::terminal_text(tables, *terminal);
}

}  // namespace deltasim::app
