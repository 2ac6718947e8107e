// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "app/commands.hpp"
#include "app/man_page.hpp"
#include "app/options.hpp"
#include "app/results_output.hpp"
#include "os/output_folder.hpp"

// deltasim man: prints the man pages, made from the command line itself.

namespace deltasim::app
{

namespace
{

void write_pages(const Command& app, const std::filesystem::path& folder)
{
    const std::vector<CommandDescription> commands = described_commands(app);
    os::prepare_folder(folder);
    os::write_file(folder / "deltasim.1", program_page(described(app), commands, version()));
    for (const CommandDescription& command : commands) {
        os::write_file(folder / fmt::format("deltasim-{}.1", command.name), command_page(command, version()));
    }
}

}  // namespace

void add_man_command(Command& app)
{
    auto folder = std::make_shared<std::string>();
    Command command = app.add_subcommand("man", "print the man page, or write those of all commands");
    command.add_option("--out", *folder, "write deltasim.1 and the page of every command into this folder")
        .type_name("DIR");
    command.callback([folder, app] {
        if (!folder->empty()) return write_pages(app, *folder);
        print_results(program_page(described(app), described_commands(app), version()));
    });
}

}  // namespace deltasim::app
