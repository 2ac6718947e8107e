// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "config/readers/address_mapping_text.hpp"
#include "experiment/replay/command_trace.hpp"
#include "experiment/replay/replay.hpp"
#include "experiment/replay/replay_tables.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"

// deltasim replay: runs a memory trace through the DRAM model alone.

namespace deltasim::app
{

namespace
{

struct ReplayOptions {
    std::string trace;
    std::string dram;
    std::vector<std::string> settings;
    std::string mapping;
    std::string page;
    std::string refresh;
    std::string commands;
    std::string trace_format{experiment::trace_format_names.front()};
    double trace_clock_mhz = 0.0;
    std::uint64_t request_bytes = 0;
    bool as_fast_as_possible = false;
    std::string formula{machine::datasheet_formula_names.front()};
    std::string format = "text";
    PrintOptions print;
};

/// The device with the settings of the command line.
config::LoadedDevice chosen_device(const ReplayOptions& options)
{
    config::LoadedDevice loaded = config::load_dram_device(options.dram, "--dram " + options.dram,
                                                           parse_settings(options.settings), search_path());
    machine::DramDevice& device = loaded.device;
    if (!options.mapping.empty()) {
        device.mapping = config::parse_mapping(options.mapping, device, "--mapping " + options.mapping);
    }
    if (!options.page.empty())
        device.page = options.page == "open" ? machine::PagePolicy::open : machine::PagePolicy::closed;
    if (options.refresh == "off") device.refresh_interval_cycles = 0;
    if (options.refresh == "on" && device.refresh_interval_cycles == 0) {
        throw InputError(fmt::format("--refresh on: {} has no refresh, its tREFI is 0", device.name));
    }
    return loaded;
}

experiment::TraceMeaning meaning_of(const ReplayOptions& options)
{
    experiment::TraceMeaning meaning;
    meaning.format = experiment::trace_format_names.find(options.trace_format).value();
    meaning.head.clock_hz = static_cast<std::uint64_t>(std::llround(options.trace_clock_mhz * 1e6));
    meaning.head.request_bytes = options.request_bytes;
    return meaning;
}

/// Says with which DRAM the trace was recorded, if that is another one: the arrivals contain its delays.
void say_origin(const experiment::ReplayReport& report)
{
    const experiment::TraceHead& trace = report.trace;
    const machine::DramDevice& device = report.device;
    if (trace.dram.empty()) return;
    const bool same =
        trace.dram == device.name && trace.clock_hz == device.clock_hz && trace.request_bytes == device.burst_bytes();
    if (same) return;
    const double mhz = static_cast<double>(trace.clock_hz) / 1e6;
    if (report.as_fast_as_possible) {
        os::say(fmt::format("deltasim: the trace was recorded with {}: requests of {} bytes", trace.dram,
                            trace.request_bytes));
    } else {
        os::say(fmt::format("deltasim: the trace was recorded with {} at {} MHz: requests of {} bytes, whose arrival "
                            "times include the delays of that DRAM; --as-fast-as-possible ignores these times",
                            trace.dram, mhz, trace.request_bytes));
    }
}

void replay_trace(const ReplayOptions& options)
{
    const config::LoadedDevice chosen = chosen_device(options);
    const machine::DramDevice& device = chosen.device;
    experiment::TraceReader trace(options.trace, {device.capacity_bytes(), device.name}, meaning_of(options));
    std::optional<experiment::CommandTrace> commands;
    if (!options.commands.empty()) commands.emplace(options.commands, device);
    const experiment::ReplaySettings settings{machine::datasheet_formula_names.find(options.formula).value(),
                                              options.as_fast_as_possible, commands ? &*commands : nullptr};

    experiment::ReplayReport report;
    {
        ProgressBar bar;
        report = experiment::replay(trace, device, settings, [&](std::uint64_t requests) {
            os::stop_if_interrupted();
            bar.show(trace.input().size_bytes() == 0 ? 0 : trace.input().position_bytes(), trace.input().size_bytes(),
                     [&] { return fmt::format("{} requests", requests); });
        });
    }
    say_origin(report);
    const experiment::ReplayResult result = experiment::replay_result(report, chosen.assumed, version());
    SimulationOptions shown;
    shown.format = options.format;
    shown.print = options.print;
    std::vector<std::function<void()>> files;
    if (commands) files.emplace_back([&] { commands->close(); });
    deliver(shown, {}, experiment::json_text(experiment::replay_json(result)), experiment::replay_tables(result),
            files);
}

}  // namespace

void add_replay_command(Command& app)
{
    auto options = std::make_shared<ReplayOptions>();
    Command command = app.add_subcommand("replay", "a memory trace through the DRAM model alone");
    command.add_option("trace", options->trace, "lines 0xADDR READ|WRITE CYCLE, plain or gzip; - is standard input")
        .required();
    command.add_option("--dram", options->dram, "a DRAM device by name (deltasim list dram), or its YAML file")
        .required()
        .type_name("NAME");
    command.add_option("--set", options->settings, "key.path=value: replace a value of the device; may be repeated")
        .type_name("KEY=VALUE");
    command
        .add_option("--mapping", options->mapping,
                    "address fields from the most significant: row,bank,column,... or a word such as robaco")
        .type_name("FIELDS");
    command.add_option("--page", options->page, "open or closed; default: as the device has it")
        .one_of({"open", "closed"});
    command.add_option("--refresh", options->refresh, "on or off; default: as the device has it").one_of({"on", "off"});
    command.add_option("--formula", options->formula, "formula for the energy from the datasheet: drampower or micron")
        .one_of(machine::datasheet_formula_names)
        .capture_default_str();
    command.add_option("--commands", options->commands, "write every command to this CSV file, gzip if it ends in .gz")
        .type_name("FILE");
    command
        .add_option("--trace-format", options->trace_format,
                    "auto (what the first line looks like), deltasim (0xADDR READ CYCLE, as DRAMsim3), ramulator "
                    "(LD ADDR, or 0xADDR R) or dramsys (CYCLE: read 0xADDR)")
        .one_of(experiment::trace_format_names)
        .capture_default_str();
    command
        .add_option("--trace-clock-mhz", options->trace_clock_mhz,
                    "the clock of the trace's cycles; default: the clock in its first line, else the DRAM's")
        .type_name("MHZ")
        .check(clock_mhz());
    command
        .add_option("--request-bytes", options->request_bytes,
                    "bytes that a request moves; default: the number in the trace's first line, else the burst that "
                    "holds its address")
        .type_name("BYTES")
        .transform(whole_number(1));
    command.add_flag("--as-fast-as-possible", options->as_fast_as_possible,
                     "requests do not wait for their cycles: one a clock enters each channel");
    add_format_option(command, options->format);
    options->print.add_wide_to(command);
    options->print.add_columns_to(command);
    options->print.add_table_to(command);
    command.callback([options] { replay_trace(*options); });
}

}  // namespace deltasim::app
