// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/database.hpp"
#include "model/placement.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"

// The command line. Exit codes: 0 done, 1 a run failed, 2 the input or the command line is wrong, 130 interrupted.

namespace
{

constexpr int run_failed = 1;
constexpr int wrong_input = 2;

/// What is freed stays with the process for the next allocation: simulations allocate and free megabytes again and
/// again, and each page given back is one that the kernel has to find and clear anew.
void keep_freed_memory()
{
    constexpr int kept_bytes = 1 << 26;
    mallopt(M_MMAP_THRESHOLD, kept_bytes);
    mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

int complain(const std::exception& error, int code)
{
    deltasim::os::say(fmt::format("deltasim: error: {}", error.what()));
    return code;
}

/// A word in the place of the command that is none.
void require_known_command(const CLI::App& app, int argc, char** argv)
{
    if (argc < 2 || *argv[1] == '-') return;
    const std::string word = argv[1];
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    std::string hint = deltasim::suggestion(word, known);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    throw deltasim::InputError(fmt::format("deltasim: error: unknown command \"{}\"{}", word, hint));
}

int run_command_line(int argc, char** argv)
{
    CLI::App app("A cycle-level memory and energy simulator for training fully-connected heads on chip.", "deltasim");
    app.set_version_flag("--version", deltasim::app::version());
    app.require_subcommand(1);
    deltasim::app::add_run_command(app);
    deltasim::app::add_compare_command(app);
    deltasim::app::add_sweep_command(app);
    deltasim::app::add_table_command(app);
    deltasim::app::add_price_command(app);
    deltasim::app::add_merge_command(app);
    deltasim::app::add_explain_command(app);
    deltasim::app::add_check_command(app);
    deltasim::app::add_replay_command(app);
    deltasim::app::add_list_command(app);
    deltasim::app::add_import_command(app);
    deltasim::app::add_train_command(app);
    require_known_command(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) != 0) return wrong_input;  // else help, which is a result
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw deltasim::app::RunFailed(fmt::format("the results cannot be written: {}", std::strerror(errno)));
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    deltasim::os::occupy_standard_streams();
    deltasim::os::catch_interruptions();
    keep_freed_memory();
    try {
        return run_command_line(argc, argv);
    } catch (const deltasim::InputError& error) {
        for (const deltasim::Diagnostic& diagnostic : error.diagnostics()) {
            deltasim::os::say(diagnostic.text());
        }
        return wrong_input;
    } catch (const deltasim::model::PlacementError& error) {
        deltasim::os::say(error.what());  // begins with the input's file
        return wrong_input;
    } catch (const deltasim::experiment::TooManySteps& error) {
        return complain(error, wrong_input);
    } catch (const deltasim::os::OutputError& error) {
        return complain(error, wrong_input);
    } catch (const deltasim::experiment::StoreError& error) {
        return complain(error, wrong_input);
    } catch (const deltasim::OverflowError& error) {
        return complain(error, wrong_input);
    } catch (const deltasim::os::Interrupted& error) {
        return complain(error, deltasim::os::interrupted_code);
    } catch (const std::exception& error) {
        return complain(error, run_failed);
    }
}
