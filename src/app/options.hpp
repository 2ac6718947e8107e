// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/printing.hpp"
#include "app/searching_options.hpp"
#include "config/load.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/table_query.hpp"
#include "report/render.hpp"

// What the subcommands have in common on the command line, and what they do with it.

namespace deltasim::app
{

/// Steps that a run may take, where every step is simulated, unless --max-steps says otherwise: about half an hour.
[[nodiscard]] constexpr std::uint64_t default_most_steps(experiment::Engine engine)
{
    return engine == experiment::Engine::systemc ? 200'000'000 : 20'000'000'000;
}

/// The resolved configuration among the results.
inline constexpr const char* resolved_name = "experiment.yaml";

/// `deltasim`'s version.
[[nodiscard]] std::string version();

/// The current directory, then the installation (or the source tree, for a build that is not installed).
[[nodiscard]] config::SearchPath search_path();

/// The schedules as names that experiments may use.
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
    std::string engine;  ///< empty: as the run asks for
    std::optional<std::uint64_t> max_steps;
    SearchingOptions searching;  ///< of commands that add them

    void add_to(CLI::App& command);
    /// All of them but --schedule and --baseline.
    void add_common_to(CLI::App& command);
    /// The engine asked for. `needs_steps`: what needs every step, such as `values`; empty where nothing does.
    /// `needs_clocks`: the option that the systemc engine alone has. Throws InputError.
    [[nodiscard]] experiment::Engine chosen_engine(std::string_view needs_steps,
                                                   std::string_view needs_clocks = "") const;
    /// Steps that it may simulate.
    [[nodiscard]] std::uint64_t most_steps(experiment::Engine chosen) const
    {
        return max_steps.value_or(default_most_steps(chosen));
    }
    /// Everything that the command line sets: --set, --schedule, --baseline, --mapping and more. Throws InputError.
    [[nodiscard]] std::vector<config::Override> overrides() const;
    /// The experiment with all overrides. Throws InputError.
    [[nodiscard]] config::ExperimentConfig load() const;
    /// Makes the folder for the results, if there is to be one, among them `configuration`, a file's name. Throws
    /// InputError where they would replace the experiment itself, and OutputError.
    void prepare_out(const std::string& configuration = resolved_name) const;
    /// Throws InputError where `file`, which is to be written, is the experiment; `option` is how it was asked for.
    void refuse_to_replace(const std::filesystem::path& file, const std::string& option) const;
};

/// Throws InputError where the experiment has not one model and one processor, as `command` wants.
void require_one(const config::ExperimentConfig& experiment, std::string_view command);

/// `--set` arguments, split. Throws InputError for one without `=`.
[[nodiscard]] std::vector<config::Override> parse_settings(const std::vector<std::string>& settings);

/// A `--format` option with its check.
void add_format_option(CLI::App& command, std::string& format);

/// `--where`, which may be repeated.
void add_condition_option(CLI::App& command, std::vector<std::string>& conditions);

/// `--pareto`, the columns of a front.
void add_pareto_option(CLI::App& command, std::vector<std::string>& pareto);

/// `--columns`, `--where`, `--sort`, `--pareto` and `--pivot`.
void add_query_options(CLI::App& command, experiment::TableQuery& query);

/// `--baseline` of stored rows, empty where each has its own.
void add_baseline_of_rows(CLI::App& command, std::string& baseline);

/// A file of what was configured, among the results.
struct ConfigurationFile {
    std::string name;
    std::string text;
};

/// Writes `files`, which throw OutputError, prints results, and keeps them under `out`: the configuration, result.json,
/// and the tables in the format shown. Tables that an earlier run has left there in other formats are removed. As CSV
/// every table is a file of its own. What can
/// be printed or kept is, whatever else cannot: what took hours must not be lost to a full disk. Throws OutputError for
/// the files that could not be written, and RunFailed where nothing could be printed.
void deliver(const SimulationOptions& options, const ConfigurationFile& configuration, const std::string& json,
             const std::vector<report::Table>& tables, const std::vector<std::function<void()>>& files = {},
             const FirstRows& first = {});

}  // namespace deltasim::app
