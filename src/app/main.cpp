// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/failures.hpp"
#include "app/options.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "core/plain_text.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"

// The command line. Exit codes: 0 done, 1 a run failed, 2 the input or the command line is wrong, 130 interrupted.

namespace deltasim::app
{

namespace
{

/// In the order in which help shows them.
constexpr std::array<void (*)(Command&), 19> add_command{
    add_run_command,    add_compare_command, add_sweep_command,   add_search_command,    add_table_command,
    add_price_command,  add_merge_command,   add_explain_command, add_check_command,     add_replay_command,
    add_report_command, add_plot_command,    add_list_command,    add_import_command,    add_train_command,
    add_new_command,    add_keys_command,    add_man_command,     add_completion_command};

/// Keeps freed memory in the process for the next allocation. Simulations allocate and free megabytes again and again,
/// and the kernel would have to find and clear each returned page anew.
void keep_freed_memory()
{
    constexpr int kept_bytes = 1 << 26;
    mallopt(M_MMAP_THRESHOLD, kept_bytes);
    mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

/// Refuses a first word that is not a command.
void require_known_command(const CommandLine& line, int argc, char** argv)
{
    if (argc < 2 || *argv[1] == '-') return;
    const std::string word = argv[1];
    const std::vector<std::string> known = line.command_names();
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    std::string hint = suggestion(word, known);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    throw InputError(fmt::format("deltasim: error: unknown command \"{}\"{}", word, hint));
}

/// Makes each line plain, since the text may contain anything that the user typed.
std::string plain_lines(const std::string& text)
{
    std::string plain;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) plain += plain_text(line) + '\n';
    return plain;
}

int run_command_line(int argc, char** argv)
{
    CommandLine line("A cycle-level memory and energy simulator for training fully-connected heads on chip.",
                     "deltasim", version());
    Command program = line.program();
    for (void (*const add)(Command&) : add_command) add(program);
    require_known_command(line, argc, argv);
    if (const auto answer = line.parse(argc, argv)) {
        // The message contains what the user typed; help is a result.
        std::fputs(answer->result.c_str(), stdout);
        std::fputs(plain_lines(answer->message).c_str(), stderr);
        if (answer->is_error) return wrong_input;
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw RunFailed(fmt::format("the results cannot be written: {}", std::strerror(errno)));
    }
    return 0;
}

}  // namespace

}  // namespace deltasim::app

int main(int argc, char** argv)
{
    deltasim::os::occupy_standard_streams();
    deltasim::os::catch_interruptions();
    deltasim::app::keep_freed_memory();
    try {
        return deltasim::app::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        return deltasim::app::complain(error);
    }
}
