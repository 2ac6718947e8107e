// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/querying.hpp"
#include "experiment/page/page_data.hpp"
#include "experiment/page/page_sources.hpp"
#include "os/input_files.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"
#include "report/page.hpp"

// deltasim report: makes one page of results.

namespace deltasim::app
{

namespace
{

constexpr std::size_t most_runs = 100;  // shown one by one; each takes about ten kilobytes

struct ReportOptions {
    std::vector<std::string> sources;
    std::string output;
    std::string title;
    std::string baseline;
    std::vector<std::string> conditions;
};

void add_notes(experiment::PageContent& content)
{
    std::vector<std::string>& notes = content.notes;
    notes.emplace_back("energy and time of one training step; E is a row's energy, E0 the energy of the baseline row "
                       "that differs from it only in the schedule");
    notes.emplace_back(
        "ratio = E0 / E; saving x = ratio - 1; saving % = 100 (1 - E / E0); access ratio = operand accesses "
        "of the baseline / those of the row");
    notes.emplace_back("* some figures are assumptions, not published; the list is below");
    if (content.runs.size() == most_runs) {
        notes.push_back(fmt::format("the first {} runs are shown one by one; --where chooses others", most_runs));
    }
    for (const experiment::SavingsRow& row : content.rows.rows) {
        for (const std::string& note : row.notes) {
            const std::string line = row.processor + ": " + note;
            if (std::find(notes.begin(), notes.end(), line) == notes.end()) notes.push_back(line);
        }
    }
}

void write_report(const ReportOptions& options)
{
    for (const std::string& source : options.sources) os::note_input(std::filesystem::path(source));
    os::prepare_file(options.output);
    experiment::PageContent content = experiment::page_content(
        {options.sources.begin(), options.sources.end()},
        {options.conditions, options.baseline, most_runs, search_path(), known_names(), version()});
    if (content.rows.rows.empty()) {
        refuse_damage(content.damage);
        throw InputError(fmt::format("{}: no rows to show", fmt::join(options.sources, ", ")));
    }
    add_notes(content);
    content.about = fmt::format("{} rows of {}, by deltasim {}", content.rows.rows.size(),
                                fmt::join(options.sources, ", "), version());
    const std::string title =
        options.title.empty() ? std::filesystem::path(options.sources.front()).filename().string() : options.title;
    os::write_file(options.output, report::page_of(title, experiment::page_data(content)));
    if (!report::has_charts()) {
        os::say("deltasim: this build has no charting library: the page has tables and no charts");
    }
    refuse_gaps(content.rows.rows, content.damage);
}

}  // namespace

void add_report_command(Command& app)
{
    auto options = std::make_shared<ReportOptions>();
    Command command = app.add_subcommand("report", "stored results as one page with charts, which opens from disk");
    command.add_option("sources", options->sources, "results stores, or result.json of run, compare or sweep")
        .required()
        .type_name("STORE|RESULT...")
        .check(given("a file"));
    command.add_option("-o,--output", options->output, "the page").required().type_name("FILE").check(given("a file"));
    command.add_option("--title", options->title, "title of the page (default: the first file's name)")
        .type_name("TEXT");
    add_condition_option(command, options->conditions);
    add_baseline_of_rows(command, options->baseline);
    command.callback([options] { write_report(*options); });
}

}  // namespace deltasim::app
