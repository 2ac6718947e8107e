// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands.hpp"
#include "app/options.hpp"

// deltasim check: every error of every file.

namespace deltasim::app
{

namespace
{

struct CheckOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;
};

void check(const CheckOptions& options)
{
    const std::vector<config::Override> overrides = parse_settings(options.settings);
    std::vector<Diagnostic> diagnostics;
    for (const std::string& file : options.files) {
        try {
            const std::string kind = config::check_file(file, overrides, search_path(), known_names());
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
