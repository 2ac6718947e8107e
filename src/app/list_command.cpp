// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/terminal.hpp"
#include "core/plain_text.hpp"
#include "report/wrapped.hpp"
#include "schedule/schedules.hpp"

// deltasim list: what can be named, each with its line.

namespace deltasim::app
{

namespace
{

using NamedLines = std::vector<std::pair<std::string, std::string>>;

NamedLines lines_of(const std::string& what)
{
    if (what == "models") return config::list_library(config::Library::models, search_path());
    if (what == "processors") return config::list_library(config::Library::processors, search_path());
    if (what == "dram") {
        NamedLines lines = config::list_library(config::Library::dram, search_path());
        lines.emplace_back("flat", "every word an access of fixed latency, set in the processor itself");
        return lines;
    }
    if (what == "costs") return config::list_library(config::Library::costs, search_path());
    if (what == "targets") return config::list_targets(search_path());
    NamedLines lines;
    if (what == "schedules") {
        for (const schedule::Schedule& schedule : schedule::schedules())
            lines.emplace_back(schedule.name, schedule.description);
        return lines;
    }
    for (const config::TrainingKey& key : config::training_keys()) {
        lines.emplace_back(key.key + ": " + key.default_value, key.meaning);
    }
    return lines;
}

void list(const std::string& what)
{
    const NamedLines lines = lines_of(what);
    std::size_t width = 0;
    for (const auto& [name, line] : lines) width = std::max(width, name.size());
    const std::optional<report::Terminal> terminal = stdout_terminal();
    constexpr std::size_t least_room = 20;
    const bool wraps = terminal && terminal->width >= width + 2 + least_room;
    for (const auto& [name, text] : lines) {
        std::string before = plain_text(name);
        const std::string line = plain_text(text);
        if (!wraps) {
            fmt::print("{:<{}}  {}\n", before, width, line);
            continue;
        }
        for (const std::string& part : report::wrapped(line, terminal->width - width - 2)) {
            fmt::print("{:<{}}  {}\n", std::exchange(before, ""), width, part);
        }
    }
}

}  // namespace

void add_list_command(CLI::App& app)
{
    auto what = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("list", "names and what they stand for");
    command->add_option("what", *what, "models, processors, dram, costs, targets, schedules or training")
        ->required()
        ->check(CLI::IsMember({"models", "processors", "dram", "costs", "targets", "schedules", "training"}));
    command->callback([what] { list(*what); });
}

}  // namespace deltasim::app
