// SPDX-License-Identifier: MIT
#include "app/options.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/results_output.hpp"
#include "os/output_folder.hpp"
#include "report/table_choice.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::app
{

namespace
{

/// A name as YAML text; quoted if it may contain YAML syntax.
std::string yaml_word(const std::string& name)
{
    constexpr const char* bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (name.find_first_not_of(bare) == std::string::npos) return name;
    std::string quoted = "'";
    for (const char letter : name) quoted += letter == '\'' ? std::string("''") : std::string(1, letter);
    return quoted + "'";
}

/// Files that are written one by one: a large file may find the disk full, and a small one may still fit.
class FilesToWrite
{
public:
    void attempt(const std::function<void()>& write)
    {
        try {
            write();
        } catch (const os::OutputError& error) {
            failures_.emplace_back(error.what());
        }
    }
    /// Throws OutputError, which names all files that could not be written.
    void throw_if_any_failed() const
    {
        if (!failures_.empty()) throw os::OutputError(fmt::format("{}", fmt::join(failures_, "\n")));
    }

private:
    std::vector<std::string> failures_;
};

void keep(const SimulationOptions& options, const ConfigurationFile& configuration, const std::string& json,
          report::Format shown, const std::vector<report::Table>& tables, FilesToWrite& files)
{
    constexpr std::array<std::string_view, report::format_names.size()> extensions{".txt", ".csv", ".json", ".md",
                                                                                   ".tex"};
    const std::filesystem::path folder = options.out;
    const auto file_of = [&](const std::string& name, report::Format format) {
        return folder / (name + std::string(extensions[static_cast<std::size_t>(format)]));
    };
    for (const report::Format format : {report::Format::text, report::Format::markdown, report::Format::latex}) {
        if (format != shown) files.attempt([&] { os::remove_file(file_of("tables", format)); });
    }
    files.attempt([&] { os::write_file(folder / configuration.name, configuration.text); });
    files.attempt([&] { os::write_file(folder / "result.json", json); });
    for (const report::Table& table : tables) {
        if (table.columns.empty()) continue;
        const std::filesystem::path file = file_of(report::name_of(table), report::Format::csv);
        if (shown == report::Format::csv) {
            files.attempt([&] { os::write_file(file, report::render({table}, shown)); });
        } else {
            files.attempt([&] { os::remove_file(file); });
        }
    }
    if (shown == report::Format::json || shown == report::Format::csv) return;
    files.attempt([&] { os::write_file(file_of("tables", shown), report::render(tables, shown, options.print.wide)); });
}

}  // namespace

std::string version() { return DELTASIM_VERSION; }

config::SearchPath search_path()
{
    config::SearchPath path{{"."}};
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "deltasim";
    path.roots.push_back(
        !error && std::filesystem::is_directory(installed) ? installed : std::filesystem::path(DELTASIM_SOURCE_DIR));
    return path;
}

config::KnownNames known_names() { return {schedule::schedule_names()}; }

void add_format_option(Command& command, std::string& format)
{
    command.add_option("--format", format, "text, csv, json, markdown or latex")
        .one_of(report::format_names)
        .capture_default_str();
}

void SimulationOptions::add_to(Command& command)
{
    add_common_to(command);
    command.add_option("--schedule", schedules, "simulate this schedule; may be repeated")
        .type_name("NAME")
        .check(given("a schedule"));
    command.add_option("--baseline", baseline, "the schedule that savings are relative to")
        .type_name("NAME")
        .check(given("a schedule"));
}

void SimulationOptions::add_common_to(Command& command)
{
    command.add_option("experiment", experiment, "the experiment's YAML file").required().check(given("a file"));
    command.add_option("--set", settings, "key.path=value: replace a value of the experiment; may be repeated")
        .type_name("KEY=VALUE");
    add_format_option(command, format);
    print.add_wide_to(command);
    print.add_columns_to(command);
    print.add_table_to(command);
    command.add_option("--out", out, "keep the results and the resolved configuration in this folder")
        .type_name("DIR")
        .check(given("a folder"));
    command
        .add_option("--engine", engine,
                    "fold: simulates what is new and looks up what repeats (default); step: simulates every step; "
                    "systemc: simulates every clock")
        .one_of({"fold", "step", "systemc"});
    command
        .add_option(
            "--max-steps", max_steps,
            fmt::format(
                "the most steps that an engine which simulates every step accepts (default: step {}, systemc {})",
                default_most_steps(experiment::Engine::step), default_most_steps(experiment::Engine::systemc)))
        .transform(whole_number(0));
}

void require_one(const config::ExperimentConfig& experiment, std::string_view command)
{
    std::vector<Diagnostic> diagnostics;
    const auto require = [&](std::size_t count, const std::string& key) {
        if (count == 1) return;
        diagnostics.push_back({{experiment.location.file, 0, 0},
                               key,
                               fmt::format("expected one {0} for {2}, found {1}; choose with --set {0}=NAME, or "
                                           "use compare",
                                           key, count, command)});
    };
    require(experiment.models.size(), "model");
    require(experiment.processors.size(), "processor");
    if (!diagnostics.empty()) throw InputError(diagnostics);
}

std::vector<config::Override> parse_settings(const std::vector<std::string>& settings)
{
    std::vector<config::Override> overrides;
    std::vector<Diagnostic> diagnostics;
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0) {
            diagnostics.push_back({{"--set " + setting, 0, 0}, "", "expected key.path=value"});
            continue;
        }
        overrides.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
    return overrides;
}

experiment::Engine SimulationOptions::chosen_engine(std::string_view needs_steps, std::string_view needs_clocks) const
{
    using experiment::Engine;
    if (!needs_clocks.empty()) {
        if (engine.empty() || engine == "systemc") return Engine::systemc;
        throw InputError(
            fmt::format("--engine {}: {} needs the systemc engine; leave --engine out", engine, needs_clocks));
    }
    if (engine == "systemc") return Engine::systemc;
    if (!needs_steps.empty() && engine == "fold") {
        throw InputError(
            fmt::format("--engine fold: {} need every step, and so the step engine; leave --engine out", needs_steps));
    }
    return !needs_steps.empty() || engine == "step" ? Engine::step : Engine::fold;
}

std::vector<config::Override> SimulationOptions::overrides() const
{
    std::vector<config::Override> overrides = parse_settings(settings);
    if (!schedules.empty()) {
        std::vector<std::string> names;
        for (const std::string& name : schedules) names.push_back(yaml_word(name));
        overrides.push_back({"training.schedules", fmt::format("[{}]", fmt::join(names, ", ")),
                             fmt::format("--schedule {}", fmt::join(schedules, " --schedule "))});
    }
    if (!baseline.empty()) {
        overrides.push_back({"training.baseline", yaml_word(baseline), "--baseline " + baseline});
    }
    searching.append_to(overrides);
    return overrides;
}

config::ExperimentConfig SimulationOptions::load() const
{
    return config::load_experiment(experiment, overrides(), search_path(), known_names());
}

void SimulationOptions::prepare_out(const std::string& configuration) const
{
    if (out.empty()) return;
    refuse_to_replace(std::filesystem::path(out) / configuration, "--out " + out);
    os::prepare_folder(out);
}

void SimulationOptions::refuse_to_replace(const std::filesystem::path& file, const std::string& option) const
{
    std::error_code none;  // two paths of one file both exist, so errors do not matter
    if (!std::filesystem::equivalent(file, experiment, none)) return;
    throw InputError({{{option, 0, 0}, "", experiment + " is the experiment itself and would be replaced"}});
}

void add_condition_option(Command& command, std::vector<std::string>& conditions)
{
    command.add_option("--where", conditions, "KEY=VALUE[,VALUE...], or !=, <, <=, >, >=; may be repeated")
        .type_name("CONDITION");
}

void add_pareto_option(Command& command, std::vector<std::string>& pareto)
{
    command
        .add_option("--pareto", pareto,
                    "figures to minimise: show only rows that no other row of their model beats (better in one figure, "
                    "no worse in the others)")
        .type_name("KEY,...")
        .delimiter(',');
}

void add_query_options(Command& command, experiment::TableQuery& query)
{
    command.add_option("--columns", query.columns, "columns to show, by their keys")
        .type_name("KEY,...")
        .delimiter(',');
    add_condition_option(command, query.conditions);
    command.add_option("--sort", query.sort, "columns to sort by; -KEY from the largest")
        .type_name("KEY,...")
        .delimiter(',');
    add_pareto_option(command, query.pareto);
    command
        .add_option(
            "--pivot", query.pivot,
            "the column whose values become rows, the one whose values become columns, and the one of the cells")
        .type_name("ROWS,COLUMNS,CELLS")
        .delimiter(',');
}

void add_baseline_of_rows(Command& command, std::string& baseline)
{
    command.add_option("--baseline", baseline, "the schedule that savings are relative to (default: as in the sweep)")
        .type_name("NAME")
        .one_of(known_names().schedules);
}

void deliver(const SimulationOptions& options, const ConfigurationFile& configuration, const std::string& json,
             const std::vector<report::Table>& tables, const std::vector<std::function<void()>>& files,
             const FirstRows& first)
{
    FilesToWrite to_write;
    for (const std::function<void()>& write : files) to_write.attempt(write);
    const report::Format shown = *report::format_named(options.format);
    std::vector<report::Table> chosen;
    try {
        chosen = chosen_tables(options.print, tables);
    } catch (const InputError&) {
        // The results are kept even if printing fails.
        if (!options.out.empty()) keep(options, configuration, json, shown, tables, to_write);
        throw;
    }
    const std::string unprinted = why_not_printed(printed_text(options.print, options.format, chosen, json, first));
    if (!options.out.empty()) keep(options, configuration, json, shown, chosen, to_write);
    to_write.throw_if_any_failed();
    end_without_reader();
    if (!unprinted.empty()) throw RunFailed(unprinted);
}

}  // namespace deltasim::app
