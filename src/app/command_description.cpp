// SPDX-License-Identifier: MIT
#include "app/command_description.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace deltasim::app
{

namespace
{

/// Options whose values `deltasim list` prints.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> listed_values{
    {{"--schedule", "schedules"}, {"--baseline", "schedules"}, {"--dram", "dram"}, {"--costs", "costs"}}};

/// Names of arguments that are files.
constexpr std::array<std::string_view, 10> file_words{"FILE",  "file",  "experiment", "store",  "stores",
                                                      "files", "trace", "sweep",      "target", "parts"};

/// `a,b` from `TEXT:{a,b}`, which is how the parser shows a choice.
std::vector<std::string> choices_in(const std::string& type_name)
{
    const std::size_t open = type_name.find('{');
    const std::size_t close = type_name.rfind('}');
    if (open == std::string::npos || close == std::string::npos) return {};
    std::vector<std::string> choices(1);
    for (const char c : type_name.substr(open + 1, close - open - 1)) {
        if (c == ',') {
            choices.emplace_back();
        } else {
            choices.back() += c;
        }
    }
    return choices;
}

ValueKind kind_of(const OptionDescription& option)
{
    if (option.placeholder.empty()) return ValueKind::none;
    if (!option.choices.empty()) return ValueKind::choice;
    if (!option.listed.empty()) return ValueKind::listed;
    if (option.placeholder == "DIR") return ValueKind::folder;
    const bool is_file = std::find(file_words.begin(), file_words.end(), option.placeholder) != file_words.end();
    return is_file ? ValueKind::file : ValueKind::any;
}

OptionDescription described_option(const CLI::Option& option)
{
    OptionDescription result;
    for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
    result.meaning = option.get_description();
    result.default_text = option.get_default_str();
    result.required = option.get_required();
    const std::string type = option.get_type_name();
    result.choices = choices_in(type);
    if (result.is_argument()) {
        result.placeholder = option.get_name(true);
    } else if (option.get_items_expected_max() > 0) {
        const std::string word = type.substr(0, type.find(':'));
        const bool is_type = word.empty() || word == "TEXT" || word == "UINT" || word == "FLOAT";
        result.placeholder = !is_type ? word : result.choices.empty() ? "VALUE" : "WORD";
    }
    for (const auto& [name, what] : listed_values) {
        if (std::find(result.names.begin(), result.names.end(), name) != result.names.end()) result.listed = what;
    }
    result.repeated = option.get_expected_max() > 1;
    result.kind = kind_of(result);
    return result;
}

CommandDescription described_by(const CLI::App& app)
{
    CommandDescription command{app.get_name(), app.get_description(), {}};
    for (const CLI::Option* const option : app.get_options()) command.options.push_back(described_option(*option));
    std::stable_partition(command.options.begin(), command.options.end(),
                          [](const OptionDescription& option) { return option.is_argument(); });
    return command;
}

}  // namespace

CommandDescription described(const Command& command) { return described_by(command.parser()); }

std::vector<CommandDescription> described_commands(const Command& program)
{
    std::vector<CommandDescription> commands;
    for (const CLI::App* const command : program.parser().get_subcommands({})) {
        commands.push_back(described_by(*command));
    }
    return commands;
}

}  // namespace deltasim::app
