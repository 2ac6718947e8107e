// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <variant>

#include "app/argument_checks.hpp"
#include "app/best_search.hpp"
#include "app/clock_window.hpp"
#include "app/clocked_options.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "experiment/batch/epoch_end.hpp"
#include "experiment/batch/time_left.hpp"
#include "experiment/replay/trace_writer.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/results/values_text.hpp"
#include "experiment/run/run.hpp"
#include "experiment/tables/result_tables.hpp"
#include "experiment/timeline/timeline_writer.hpp"
#include "os/file_writer.hpp"
#include "os/interruption.hpp"
#include "os/library_file.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"

// deltasim run: simulates one head on one processor under one schedule.

namespace deltasim::app
{

namespace
{

struct RunOptions {
    SimulationOptions simulation;
    std::string store;  ///< results store of searches
    bool values = false;
    std::string dump_values;
    std::string trace;
    ClockedOptions clocked;
    std::string timeline;
    std::string window;
};

void require_dram(const machine::ProcessorConfig& processor)
{
    if (processor.dram) return;
    throw InputError(fmt::format("--trace: {} has no DRAM whose requests could be traced", processor.name));
}

/// True if two outputs would overwrite each other; an empty name is no file.
bool is_one_file(const std::string& a, const std::string& b)
{
    std::error_code none;  // errors are reported when the file is written
    return !a.empty() && !b.empty() &&
           std::filesystem::weakly_canonical(std::filesystem::absolute(a), none) ==
               std::filesystem::weakly_canonical(std::filesystem::absolute(b), none);
}

ClockWindow chosen_window(const RunOptions& options)
{
    if (!options.window.empty() && options.timeline.empty() && options.clocked.vcd.empty()) {
        throw InputError("--window: has no effect without --timeline FILE or --vcd FILE");
    }
    return window_of(options.window);
}

experiment::Engine chosen_engine(const RunOptions& options)
{
    const bool values = options.values || !options.dump_values.empty();
    const std::string_view needs_steps = values                      ? "values"
                                         : !options.trace.empty()    ? "traces"
                                         : !options.timeline.empty() ? "timelines"
                                                                     : "";
    const std::string_view needs_clocks = options.clocked.given_option();
    const experiment::Engine engine = options.simulation.chosen_engine(needs_steps, needs_clocks);
    if (engine == experiment::Engine::systemc && !options.timeline.empty()) {
        throw InputError(fmt::format("--timeline: the step engine writes it, and {} asks for the systemc engine, whose "
                                     "waveforms are --vcd FILE",
                                     needs_clocks.empty() ? "--engine systemc" : needs_clocks));
    }
    return engine;
}

/// The head of a trace of this DRAM.
experiment::TraceHead trace_head(const machine::DramConfig& dram)
{
    if (const auto* const device = std::get_if<machine::DramDevice>(&dram.model)) {
        return {device->clock_hz, device->burst_bytes(), device->name};
    }
    const auto& flat = std::get<machine::FlatDramConfig>(dram.model);
    return {flat.clock_hz, flat.width_bits / 8, "flat"};
}

/// Plans the run; an error of the plan names the input.
experiment::RunPlan planned(const experiment::RunRequest& request)
{
    try {
        return experiment::plan_run(request);
    } catch (const model::PlacementError& error) {
        throw model::PlacementError(fmt::format("{}: {} on {}: {}", request.experiment_file, request.head.name,
                                                request.priced.processor.name, error.what()));
    } catch (const experiment::TooManySteps& error) {
        throw experiment::TooManySteps(fmt::format("{} on {} under {} {}", request.head.name,
                                                   request.priced.processor.name, request.schedule.name, error.what()));
    }
}

void dump_values(const std::string& name, const experiment::RunRequest& request, const experiment::RunReport& report)
{
    os::FileWriter file(name);
    experiment::write_values(request.head, report, [&](std::string_view piece) { file.write(piece); });
    file.close();
}

/// Searches for the mappings that the experiment does not give.
void search_mapping(const RunOptions& options, config::ExperimentConfig& experiment, experiment::RunRequest& request)
{
    const config::PlacementConfig placement = experiment::before_search(experiment.placement);
    static_cast<void>(planned(experiment::with_placement(request, placement)));
    experiment::ResultsStore store(store_beside(options.simulation.experiment, options.store),
                                   experiment::DatabaseAccess::create);
    ProgressBar bar;
    const experiment::SearchedMapping found = search::best_mapping(
        request, experiment.search, store, best_options(bar, std::max(1U, std::thread::hardware_concurrency())));
    experiment.placement.mapping = found.mapping;
    request.searched = found.search;
}

void run(const RunOptions& options)
{
    const bool values = options.values || !options.dump_values.empty();
    const ClockWindow window = chosen_window(options);
    const experiment::Engine engine = chosen_engine(options);
    config::ExperimentConfig experiment = options.simulation.load();
    require_one(experiment, "run");
    options.simulation.searching.require_effect(experiment, options.store);
    if (options.simulation.schedules.size() > 1) {
        throw InputError(fmt::format("--schedule {}: run takes one schedule, found {}; use compare",
                                     fmt::join(options.simulation.schedules, " --schedule "),
                                     options.simulation.schedules.size()));
    }
    if (!options.trace.empty()) require_dram(experiment.processors.front().processor);
    const std::string& schedule = experiment.training.schedules.front();
    if (experiment.training.schedules.size() > 1) {
        os::say(fmt::format("deltasim: running {}, the first of the experiment's schedules; --schedule takes another",
                            schedule));
    }
    experiment::RunRequest request{.head = experiment.models.front(),
                                   .priced = experiment.processors.front(),
                                   .training = experiment.training,
                                   .placement = experiment.placement,
                                   .schedule = *schedule::find_schedule(schedule),
                                   .engine = engine,
                                   .most_steps = options.simulation.most_steps(engine),
                                   .values = values,
                                   .experiment_file = experiment.location.file};
    if (experiment.placement.mapping.is_to_be_searched()) search_mapping(options, experiment, request);
    const experiment::RunPlan plan = [&] {
        ProgressBar bar;
        if (request.priced.processor.skip.any()) {
            bar.announce(fmt::format("finding the zeros in a step of {}", request.head.name));
        }
        return planned(request);
    }();
    options.simulation.prepare_out();
    if (!options.dump_values.empty()) {
        options.simulation.refuse_to_replace(options.dump_values, "--dump-values " + options.dump_values);
        os::prepare_file(options.dump_values);
    }
    options.clocked.prepare_vcd(options.simulation);
    for (const auto& [name, file] : {std::pair{"--dump-values", &options.dump_values}, {"--trace", &options.trace}}) {
        if (options.clocked.vcd.empty() || !is_one_file(options.clocked.vcd, *file)) continue;
        throw InputError(fmt::format("--vcd {}: {} writes this file too", options.clocked.vcd, name));
    }
    std::optional<experiment::TraceWriter> trace;
    if (!options.trace.empty() && is_one_file(options.trace, options.dump_values)) {
        throw InputError(fmt::format("--trace {}: --dump-values writes this file too", options.trace));
    }
    if (!options.trace.empty()) {
        options.simulation.refuse_to_replace(options.trace, "--trace " + options.trace);
        request.dram_requests = &trace.emplace(options.trace, trace_head(*request.priced.processor.dram));
    }
    std::optional<experiment::TimelineWriter> timeline;
    for (const auto& [option, file] :
         {std::pair("--trace", options.trace), std::pair("--dump-values", options.dump_values)}) {
        if (!is_one_file(options.timeline, file)) continue;
        throw InputError(fmt::format("--timeline {}: {} writes this file too", options.timeline, option));
    }
    if (!options.timeline.empty()) {
        options.simulation.refuse_to_replace(options.timeline, "--timeline " + options.timeline);
        timeline.emplace(options.timeline,
                         fmt::format("{} on {} under {}", request.head.name, request.priced.processor.name, schedule),
                         request.priced.processor, window);
        request.observer = &*timeline;
        request.dram_commands = &*timeline;
    }

    std::optional<os::LibraryFile> waveforms;
    if (!options.clocked.vcd.empty()) waveforms.emplace(options.clocked.vcd, ".vcd");
    request.clocked = options.clocked.options(window, waveforms ? &*waveforms : nullptr);

    experiment::RunReport report;
    {
        ProgressBar bar;
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t processor_start = std::clock();
        const auto progress = [&](std::uint64_t steps) {
            os::stop_if_interrupted();
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            const double of_processor = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
            const std::optional<double> left = experiment::TimeLeft().told(
                {}, {{plan.work, seconds, experiment::known_share(request.engine, steps, plan.steps), of_processor}}, 1,
                request.engine);
            const auto label = [&] { return fmt::format("{} under {}", request.head.name, schedule); };
            bar.show_uneven(steps, plan.steps, label, left);
        };
        report = experiment::execute_run(request, plan, progress, experiment::epoch_end(request, progress));
    }
    const experiment::RunResult result = experiment::run_result(report, version());
    if (window.from >= result.cycles) {
        os::say(fmt::format("deltasim: --window {}: the run ends at clock {}, and nothing happens later",
                            options.window, result.cycles));
    }
    const std::string json_text = experiment::json_text(experiment::run_json(result));
    const std::vector<report::Table> tables = experiment::run_tables(result);
    std::vector<std::function<void()>> files;
    if (!options.dump_values.empty()) files.emplace_back([&] { dump_values(options.dump_values, request, report); });
    if (trace) files.emplace_back([&] { trace->close(); });
    if (timeline) files.emplace_back([&] { timeline->close(); });
    if (waveforms) files.emplace_back([&] { waveforms->close(); });
    deliver(options.simulation, {resolved_name, experiment.resolved_yaml}, json_text, tables, files);
    if (values) {
        os::say("deltasim: weights and biases equal those of the reference training step, bit for bit");
    }
}

}  // namespace

void add_run_command(Command& app)
{
    auto options = std::make_shared<RunOptions>();
    Command command = app.add_subcommand("run", "simulate one schedule of one model on one processor");
    options->simulation.add_to(command);
    options->simulation.searching.add_to(command);
    add_search_store(command, options->store);
    command.add_flag("--values", options->values, "move real numbers and check the weights that come out");
    command.add_option("--dump-values", options->dump_values, "write features, targets and weights to this JSON file")
        .type_name("FILE")
        .check(given("a file"));
    command.add_option("--trace", options->trace, "write the DRAM's requests to this file, gzip if it ends in .gz")
        .type_name("FILE")
        .check(given("a file"));
    options->clocked.add_to(command);
    command
        .add_option("--timeline", options->timeline,
                    "write what happens when to this file in Chrome's trace format, which Perfetto opens; gzip if it "
                    "ends in .gz")
        .type_name("FILE")
        .check(given("a file"));
    command
        .add_option("--window", options->window,
                    "the part of the run that --timeline or --vcd shows, in clocks of the array")
        .type_name("FROM:TO")
        .check(given("FROM:TO"));
    command.callback([options] { run(*options); });
}

}  // namespace deltasim::app
