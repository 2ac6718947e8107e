// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <thread>
#include <utility>

#include "app/argument_checks.hpp"
#include "app/best_search.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "app/querying.hpp"
#include "app/row_failures.hpp"
#include "app/sweep_progress.hpp"
#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/checked.hpp"
#include "experiment/store/stored_rows.hpp"
#include "experiment/store/table_query.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"

// deltasim sweep: simulates many points into a store.

namespace deltasim::app
{

namespace
{

struct SweepCommandOptions {
    SimulationOptions simulation;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string store;
    std::string shard;
    double timeout_seconds = 0.0;
    std::uint64_t memory_mib = 0;
    std::vector<std::string> pareto;
};

/// A Pareto front is sorted by its first figure, the smallest first.
std::vector<std::string> sorted_by_first(const std::vector<std::string>& keys)
{
    return keys.empty() ? keys : std::vector<std::string>{"model", keys.front()};
}

/// `I/N`.
std::optional<experiment::Shard> shard_of(const std::string& text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const auto number = config::parse_whole_number(text.substr(0, slash));
    const auto count = config::parse_whole_number(text.substr(slash + 1));
    if (!number || !count || *number < 1 || *number > *count) return std::nullopt;
    return experiment::Shard{*number, *count};
}

/// Beside the sweep's file; each shard has a file of its own.
std::filesystem::path default_store(const std::string& sweep, const experiment::Shard& shard)
{
    std::filesystem::path file = sweep;
    const std::string part = shard.count > 1 ? fmt::format("-{}-of-{}", shard.number, shard.count) : "";
    return file.replace_filename(file.stem().string() + part + ".db");
}

experiment::SweepOptions sweep_options(const SweepCommandOptions& options)
{
    experiment::SweepOptions chosen;
    const experiment::Engine engine = options.simulation.chosen_engine("");
    chosen.points = {engine, options.simulation.most_steps(engine)};
    chosen.jobs = options.jobs;
    if (options.timeout_seconds > 0.0) chosen.timeout = std::chrono::duration<double>(options.timeout_seconds);
    if (options.memory_mib > 0) chosen.memory_bytes = checked_multiply(options.memory_mib, 1U << 20U);
    chosen.version = version();
    return chosen;
}

/// Shows a line of progress.
std::vector<experiment::SweptPoint> surveyed(config::SweepLoader& loader, const experiment::PointOptions& options)
{
    ProgressBar bar;
    return experiment::survey(loader, options, [&](std::uint64_t done) {
        os::stop_if_interrupted();
        bar.show(done, loader.size(), [&] { return fmt::format("{} of {} groups loaded", done, loader.size()); });
    });
}

void run_sweep(const SweepCommandOptions& options)
{
    const experiment::SweepOptions chosen = sweep_options(options);
    const experiment::Shard shard = options.shard.empty() ? experiment::Shard{} : shard_of(options.shard).value();
    config::SweepLoader loader(options.simulation.experiment, options.simulation.overrides(), search_path(),
                               known_names());
    // Errors are reported before anything is simulated.
    std::vector<std::string> known = experiment::column_keys();
    for (const config::SweepColumn& column : loader.columns()) known.push_back(column.name);
    require_columns(options.simulation.print.columns, known);
    std::vector<experiment::SweptPoint> swept = experiment::part_of(surveyed(loader, chosen.points), shard);
    constexpr const char* configuration = "sweep.yaml";
    options.simulation.prepare_out(configuration);
    const std::filesystem::path file = options.store.empty() ? default_store(options.simulation.experiment, shard)
                                                             : std::filesystem::path(options.store);
    experiment::ResultsStore store(file, experiment::DatabaseAccess::create);
    {
        ProgressBar bar;
        search::search_points(loader, swept, chosen.points, store, best_options(bar, options.jobs));
    }
    experiment::SweepOutcome outcome;
    {
        SweepProgressLine line;
        outcome = experiment::sweep(loader, std::move(swept), store, chosen,
                                    [&](const experiment::SweepProgress& progress) { line.show(progress); });
    }
    const experiment::StoredResult result = experiment::stored_rows(outcome.points, "");
    const experiment::QueryResult shown = experiment::query(result, {.columns = options.simulation.print.columns,
                                                                     .sort = sorted_by_first(options.pareto),
                                                                     .pareto = options.pareto});
    const std::string json_text = experiment::json_text(shown.json);
    SimulationOptions delivered = options.simulation;
    delivered.print.columns.clear();  // the columns are already chosen
    const experiment::SweepProgress& end = outcome.progress;
    os::say(fmt::format("deltasim: {}: {} of {} points done, {} failed; {} simulations run now", file.string(),
                        end.done, end.points, end.failed, outcome.simulated));
    constexpr std::size_t most_rows = 20;
    deliver(delivered, {configuration, loader.text()}, json_text, shown.tables, {},
            {most_rows, fmt::format("deltasim table {}", file.string())});
    store.rescue_if_lost();
    if (outcome.failures.empty()) refuse_damage(store.damage());
    for (const std::string& damage : store.damage()) os::say("deltasim: error: " + damage);
    if (!outcome.failures.empty()) {
        os::say(fmt::format("deltasim: {} of {} points failed; the same sweep tries them again",
                            outcome.failures.size(), outcome.points.size()));
    }
    refuse_failures(result.rows);
}

}  // namespace

void add_sweep_command(Command& app)
{
    auto options = std::make_shared<SweepCommandOptions>();
    Command command =
        app.add_subcommand("sweep", "simulate a grid over models, processors, schedules and any key, into a store");
    options->simulation.add_to(command);
    options->simulation.searching.add_to(command);
    command.add_option("-j,--jobs", options->jobs, "simulations at a time")
        .transform(whole_number(1))
        .capture_default_str();
    command.add_option("--store", options->store, "the results store (default: SWEEP.db beside SWEEP.yaml)")
        .type_name("FILE")
        .check(given("a file"));
    add_pareto_option(command, options->pareto);
    command.add_option("--shard", options->shard, "the I-th of N parts of the sweep")
        .type_name("I/N")
        .check([](const std::string& text) {
            return shard_of(text) ? "" : "expected I/N, I from 1 to N, found " + config::quoted_text(text);
        });
    command.add_option("--timeout", options->timeout_seconds, "seconds that a simulation may take")
        .type_name("SECONDS")
        .check(positive_number());
    command.add_option("--memory", options->memory_mib, "address space that a simulation may take, in MiB")
        .type_name("MIB")
        .transform(whole_number(1, std::numeric_limits<std::uint64_t>::max() >> 20U));
    command.callback([options] { run_sweep(*options); });
}

}  // namespace deltasim::app
