// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>

#include "app/commands.hpp"
#include "app/completion_scripts.hpp"
#include "app/results_output.hpp"

// deltasim completion: prints a script that makes a shell complete deltasim's command line.

namespace deltasim::app
{

void add_completion_command(Command& app)
{
    auto shell = std::make_shared<std::string>();
    Command command =
        app.add_subcommand("completion", "a script that lets bash, zsh or fish complete the command line");
    command.add_option("shell", *shell, "bash, zsh or fish").required().one_of(shell_names);
    command.callback(
        [shell, app] { print_results(completion_script(*shell, described(app), described_commands(app))); });
}

}  // namespace deltasim::app
