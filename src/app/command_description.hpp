// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command_line.hpp"

// The command line as data, taken from the parser itself: man pages and completion scripts are made from it.

namespace deltasim::app
{

/// What the value of an option, or an argument, can be.
enum class ValueKind : std::uint8_t {
    none,    ///< a flag
    any,     ///< any text
    choice,  ///< one of OptionDescription::choices
    listed,  ///< one of the names that `deltasim list` prints for OptionDescription::listed
    file,
    folder
};

struct OptionDescription {
    std::vector<std::string> names;    ///< `-j`, `--jobs`; empty for an argument without a name
    std::string placeholder;           ///< `FILE`; empty for a flag
    std::string meaning;               ///< one line
    std::string default_text;          ///< empty if there is no default to show
    ValueKind kind = ValueKind::any;   ///< the kind of its value
    std::vector<std::string> choices;  ///< all possible values
    std::string listed;                ///< `schedules`
    bool required = false;
    bool repeated = false;  ///< may take several values

    [[nodiscard]] bool is_argument() const { return names.empty(); }
};

struct CommandDescription {
    std::string name;
    std::string meaning;                     ///< one line
    std::vector<OptionDescription> options;  ///< arguments without a name first
};

/// Describes a command, or the program itself without its commands.
[[nodiscard]] CommandDescription described(const Command& command);
/// Describes every command, in the order in which help shows them.
[[nodiscard]] std::vector<CommandDescription> described_commands(const Command& program);

}  // namespace deltasim::app
