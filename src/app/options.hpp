// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_line.hpp"
#include "app/printing.hpp"
#include "app/searching_options.hpp"
#include "config/load.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/table_query.hpp"
#include "report/render.hpp"

// Options that the subcommands share, and how they act on them.

namespace deltasim::app
{

/// The most steps of a run if every step is simulated, unless --max-steps is given: about half an hour.
[[nodiscard]] constexpr std::uint64_t default_most_steps(experiment::Engine engine)
{
    return engine == experiment::Engine::systemc ? 200'000'000 : 20'000'000'000;
}

/// The name of the resolved configuration among the results.
inline constexpr const char* resolved_name = "experiment.yaml";

/// The version of deltasim.
[[nodiscard]] std::string version();

/// The current directory, then the installation (or the source tree, for a build that is not installed).
[[nodiscard]] config::SearchPath search_path();

/// The names of schedules that experiments may use.
[[nodiscard]] config::KnownNames known_names();

/// Options of the commands that simulate.
struct SimulationOptions {
    std::string experiment;
    std::vector<std::string> settings;  ///< --set
    std::vector<std::string> schedules;
    std::string baseline;
    std::string format = "text";
    PrintOptions print;
    std::string out;
    std::string engine;  ///< empty: the engine that the run needs
    std::optional<std::uint64_t> max_steps;
    SearchingOptions searching;  ///< only for commands that add them

    void add_to(Command& command);
    /// All options except --schedule and --baseline.
    void add_common_to(Command& command);
    /// The chosen engine. `needs_steps`: what needs every step, such as `values`; empty if nothing does.
    /// `needs_clocks`: the option that only the systemc engine has. Throws InputError.
    [[nodiscard]] experiment::Engine chosen_engine(std::string_view needs_steps,
                                                   std::string_view needs_clocks = "") const;
    /// The most steps that this engine may simulate.
    [[nodiscard]] std::uint64_t most_steps(experiment::Engine chosen) const
    {
        return max_steps.value_or(default_most_steps(chosen));
    }
    /// All settings of the command line: --set, --schedule, --baseline, --mapping and more. Throws InputError.
    [[nodiscard]] std::vector<config::Override> overrides() const;
    /// The experiment with all overrides. Throws InputError.
    [[nodiscard]] config::ExperimentConfig load() const;
    /// Creates the folder for the results, if one is asked for. `configuration`: the file name of the configuration in
    /// it. Throws InputError if results would replace the experiment itself, and OutputError.
    void prepare_out(const std::string& configuration = resolved_name) const;
    /// Throws InputError if `file`, which is to be written, is the experiment; `option` is the option that named it.
    void refuse_to_replace(const std::filesystem::path& file, const std::string& option) const;
};

/// Throws InputError unless the experiment has one model and one processor, as `command` requires.
void require_one(const config::ExperimentConfig& experiment, std::string_view command);

/// `--set` arguments, split. Throws InputError for one without `=`.
[[nodiscard]] std::vector<config::Override> parse_settings(const std::vector<std::string>& settings);

/// Adds the `--format` option with its check.
void add_format_option(Command& command, std::string& format);

/// Adds `--where`, which may be repeated.
void add_condition_option(Command& command, std::vector<std::string>& conditions);

/// Adds `--pareto`, the columns of the Pareto front.
void add_pareto_option(Command& command, std::vector<std::string>& pareto);

/// Adds `--columns`, `--where`, `--sort`, `--pareto` and `--pivot`.
void add_query_options(Command& command, experiment::TableQuery& query);

/// Adds `--baseline` of stored rows; empty if each row has its own.
void add_baseline_of_rows(Command& command, std::string& baseline);

/// A configuration file among the results.
struct ConfigurationFile {
    std::string name;
    std::string text;
};

/// Writes `files`, which throw OutputError, prints results, and keeps them under `out`: the configuration, result.json,
/// and the tables in the format shown. Removes tables of an earlier run in other formats. As CSV every table is a file
/// of its own. Everything that can be printed or kept is, even if something else fails: a full disk must not cost the
/// results of hours. Throws OutputError for the files that could not be written, and RunFailed if printing failed.
void deliver(const SimulationOptions& options, const ConfigurationFile& configuration, const std::string& json,
             const std::vector<report::Table>& tables, const std::vector<std::function<void()>>& files = {},
             const FirstRows& first = {});

}  // namespace deltasim::app
