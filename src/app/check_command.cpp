// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "app/results_output.hpp"
#include "core/plain_text.hpp"
#include "energy/absent_figures.hpp"
#include "experiment/batch/runnable.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"

// deltasim check: finds every error of every file.

namespace deltasim::app
{

namespace
{

struct CheckOptions {
    std::vector<std::string> files;
    std::vector<std::string> settings;
};

/// Tells the user of runs that will be rows without figures.
void tell(const std::string& file, const experiment::Unplaceable& unplaceable)
{
    if (unplaceable.runs == 0) return;
    os::say(fmt::format("deltasim: {}: {} of {} runs cannot be placed and will be rows without figures, the first: {}",
                        file, unplaceable.runs, unplaceable.of, plain_text(unplaceable.first)));
}

/// Shows a line of progress, which is cleared at the end.
experiment::Unplaceable check_sweep(const std::string& file, const std::vector<config::Override>& overrides)
{
    config::SweepLoader loader(file, overrides, search_path(), known_names());
    ProgressBar bar;
    return experiment::require_runnable(loader, [&](std::uint64_t done) {
        os::stop_if_interrupted();
        bar.show(done, loader.size(),
                 [&] { return fmt::format("{} of {} groups of the sweep checked", done, loader.size()); });
    });
}

/// What a cost table does not price; empty if it prices everything.
std::string unpriced(const std::string& file)
{
    const std::vector<std::string> absent = energy::absent_figures(config::load_cost_table(file, file, search_path()));
    if (absent.empty()) return "";
    return fmt::format("; it has no price for {}: a run that needs one of these is refused", fmt::join(absent, ", "));
}

/// The kind of a file without errors, in words.
std::string checked_kind(const std::string& file, const std::vector<config::Override>& overrides)
{
    const std::optional<config::FileKind> kind = config::kind_of_file(file);
    if (kind == config::FileKind::sweep) {
        tell(file, check_sweep(file, overrides));
        return std::string(config::name_of(*kind)) + ", no errors";
    }
    const std::string words = config::check_file(file, overrides, search_path(), known_names(),
                                                 [](std::uint64_t, std::uint64_t) { os::stop_if_interrupted(); });
    if (kind == config::FileKind::experiment) {
        const config::ExperimentConfig experiment =
            config::load_experiment(file, overrides, search_path(), known_names());
        if (experiment.data) experiment.data->require_files();
        // Not all heads need fit on all processors: compare says which do not.
        static_cast<void>(experiment::require_runnable(experiment));
    }
    const bool is_table = kind == config::FileKind::cost_table && file.ends_with(".yaml");
    return words + ", no errors" + (is_table ? unpriced(file) : "");
}

void check(const CheckOptions& options)
{
    const std::vector<config::Override> overrides = parse_settings(options.settings);
    std::vector<Diagnostic> diagnostics;
    for (const std::string& file : options.files) {
        try {
            const std::string kind = checked_kind(file, overrides);
            print_results(fmt::format("{}: {}\n", file, kind));
        } catch (const InputError& error) {
            diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
        }
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
}

}  // namespace

void add_check_command(Command& app)
{
    auto options = std::make_shared<CheckOptions>();
    Command command =
        app.add_subcommand("check", "validate files: experiments, sweeps, models, processors, DRAM, costs");
    command.add_option("files", options->files, "YAML files").required();
    command.add_option("--set", options->settings, "key.path=value, applied to experiments").type_name("KEY=VALUE");
    command.callback([options] { check(*options); });
}

}  // namespace deltasim::app
