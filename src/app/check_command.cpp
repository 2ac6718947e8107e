// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "os/interruption.hpp"

// deltasim check: every error of every file.

namespace deltasim::app
{

namespace
{

struct CheckOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;
};

/// With a line of progress, which is cleared in the end.
std::string checked_kind(const std::string& file, const std::vector<config::Override>& overrides)
{
    ProgressBar bar;
    return config::check_file(file, overrides, search_path(), known_names(), [&](std::uint64_t done, std::uint64_t of) {
        os::stop_if_interrupted();
        bar.show(done, of, [&] { return fmt::format("{} of {} groups of the sweep checked", done, of); });
    });
}

void check(const CheckOptions& options)
{
    const std::vector<config::Override> overrides = parse_settings(options.settings);
    std::vector<Diagnostic> diagnostics;
    for (const std::string& file : options.files) {
        try {
            const std::string kind = checked_kind(file, overrides);
            fmt::print("{}: {}, no errors\n", file, kind);
        } catch (const InputError& error) {
            diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
        }
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
}

}  // namespace

void add_check_command(CLI::App& app)
{
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command =
        app.add_subcommand("check", "validate files: experiments, sweeps, models, processors, DRAM, costs");
    command->add_option("files", options->files, "YAML files")->required();
    command->add_option("--set", options->settings, "key.path=value, applied to experiments")->type_name("KEY=VALUE");
    command->callback([options] { check(*options); });
}

}  // namespace deltasim::app
