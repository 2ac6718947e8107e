// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "config/readers/address_mapping_text.hpp"
#include "experiment/replay/command_trace.hpp"
#include "experiment/replay/replay.hpp"
#include "experiment/replay/replay_tables.hpp"
#include "os/interruption.hpp"

// deltasim replay: a memory trace through the DRAM model alone.

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
    std::string formula{machine::datasheet_formula_names.front()};
    std::string format = "text";
};

/// The device with what the command line says of it.
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

machine::DatasheetFormula formula_named(const std::string& name)
{
    const auto* const place =
        std::find(machine::datasheet_formula_names.begin(), machine::datasheet_formula_names.end(), name);
    return static_cast<machine::DatasheetFormula>(place - machine::datasheet_formula_names.begin());
}

void replay_trace(const ReplayOptions& options)
{
    const config::LoadedDevice chosen = chosen_device(options);
    const machine::DramDevice& device = chosen.device;
    experiment::TraceReader trace(options.trace, {device.capacity_bytes(), device.name});
    std::optional<experiment::CommandTrace> commands;
    if (!options.commands.empty()) commands.emplace(options.commands, device);

    experiment::ReplayReport report;
    {
        ProgressBar bar;
        report = experiment::replay(trace, device, formula_named(options.formula), commands ? &*commands : nullptr,
                                    [&](std::uint64_t requests) {
                                        os::stop_if_interrupted();
                                        bar.show(trace.input().size_bytes() == 0 ? 0 : trace.input().position_bytes(),
                                                 trace.input().size_bytes(),
                                                 [&] { return fmt::format("{} requests", requests); });
                                    });
    }
    const experiment::ReplayResult result = experiment::replay_result(report, chosen.assumed, version());
    SimulationOptions shown;
    shown.format = options.format;
    std::vector<std::function<void()>> files;
    if (commands) files.emplace_back([&] { commands->close(); });
    deliver(shown, {}, experiment::json_text(experiment::replay_json(result)), experiment::replay_tables(result),
            files);
}

}  // namespace

void add_replay_command(CLI::App& app)
{
    auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand("replay", "a memory trace through the DRAM model alone");
    command->add_option("trace", options->trace, "lines 0xADDR READ|WRITE CYCLE, plain or gzip; - is standard input")
        ->required();
    command->add_option("--dram", options->dram, "a DRAM device by name (deltasim list dram), or its YAML file")
        ->required()
        ->type_name("NAME");
    command->add_option("--set", options->settings, "key.path=value: replace a value of the device; may be repeated")
        ->type_name("KEY=VALUE");
    command
        ->add_option("--mapping", options->mapping,
                     "address fields from the most significant: row,bank,column,... or a word such as robaco")
        ->type_name("FIELDS");
    command->add_option("--page", options->page, "open or closed; default: as the device has it")
        ->check(CLI::IsMember({"open", "closed"}));
    command->add_option("--refresh", options->refresh, "on or off; default: as the device has it")
        ->check(CLI::IsMember({"on", "off"}));
    command->add_option("--formula", options->formula, "of energy from the datasheet: drampower or micron")
        ->check(CLI::IsMember(
            std::vector<std::string>(machine::datasheet_formula_names.begin(), machine::datasheet_formula_names.end())))
        ->capture_default_str();
    command->add_option("--commands", options->commands, "write every command to this CSV file, gzip if it ends in .gz")
        ->type_name("FILE");
    add_format_option(*command, options->format);
    command->callback([options] { replay_trace(*options); });
}

}  // namespace deltasim::app
