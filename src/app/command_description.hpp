// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

// The command line as data, taken from the parser itself: what man pages and completion scripts are made of.

namespace deltasim::app
{

/// What stands for the value of an option, or for an argument.
enum class ValueKind : std::uint8_t {
    none,    ///< a flag
    any,     ///< to be typed
    choice,  ///< one of OptionDescription::choices
    listed,  ///< one of what `deltasim list` prints of OptionDescription::listed
    file,
    folder
};

struct OptionDescription {
    std::vector<std::string> names;    ///< `-j`, `--jobs`; none of an argument without a name
    std::string placeholder;           ///< `FILE`; empty of a flag
    std::string meaning;               ///< a line
    std::string default_text;          ///< empty where there is none to tell
    ValueKind kind = ValueKind::any;   ///< of its value
    std::vector<std::string> choices;  ///< where these are all
    std::string listed;                ///< `schedules`
    bool required = false;
    bool repeated = false;  ///< may take several values

    [[nodiscard]] bool is_argument() const { return names.empty(); }
};

struct CommandDescription {
    std::string name;
    std::string meaning;                     ///< a line
    std::vector<OptionDescription> options;  ///< arguments without a name first
};

/// The program itself, of no command.
[[nodiscard]] CommandDescription described(const CLI::App& app);
/// Every command, in the order in which help shows them.
[[nodiscard]] std::vector<CommandDescription> described_commands(const CLI::App& app);

}  // namespace deltasim::app
