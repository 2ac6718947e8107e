// SPDX-License-Identifier: MIT
#include "app/completion_scripts.hpp"

#include <fmt/format.h>

namespace deltasim::app
{

namespace
{

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// Text in single quotes of a shell.
std::string in_single_quotes(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// A shell command that prints the names that `deltasim list` knows, one on each line.
std::string listing(const std::string& what)
{
    // In "learning_rate: 0.01  ..." the name ends at the first blank or colon.
    return fmt::format("deltasim list {} 2>/dev/null | cut -d ' ' -f 1 | tr -d :", what);
}

std::string all_names(const CommandDescription& command)
{
    std::vector<std::string> names;
    for (const OptionDescription& option : command.options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return fmt::format("{}", fmt::join(names, " "));
}

std::string command_names(const std::vector<CommandDescription>& commands)
{
    std::vector<std::string> names;
    for (const CommandDescription& command : commands) names.push_back(command.name);
    return fmt::format("{}", fmt::join(names, " "));
}

// bash

/// Completes a value, in addition to other completions: arguments have no places of their own.
std::string bash_action(const OptionDescription& option)
{
    switch (option.kind) {
    case ValueKind::choice:
        return fmt::format("COMPREPLY+=($(compgen -W '{}' -- \"$current\"))", fmt::join(option.choices, " "));
    case ValueKind::listed:
        return fmt::format("COMPREPLY+=($(compgen -W \"$({})\" -- \"$current\"))", listing(option.listed));
    case ValueKind::file: return "compopt -o filenames; COMPREPLY+=($(compgen -f -- \"$current\"))";
    case ValueKind::folder: return "compopt -o filenames; COMPREPLY+=($(compgen -d -- \"$current\"))";
    case ValueKind::none:
    case ValueKind::any: break;
    }
    return ":";
}

/// Completes the value of an option such as `--page`.
std::string bash_values(const CommandDescription& command)
{
    std::string cases;
    for (const OptionDescription& option : command.options) {
        if (option.is_argument() || option.kind == ValueKind::none) continue;
        cases += fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, "|"), bash_action(option));
    }
    return cases.empty() ? "" : "        case $previous in\n" + cases + "        esac\n";
}

std::string bash_command(const CommandDescription& command)
{
    std::string text =
        fmt::format("    {})\n{}        words='{}'\n", command.name, bash_values(command), all_names(command));
    for (const OptionDescription& option : command.options) {
        if (option.is_argument()) text += fmt::format("        [[ $current == -* ]] || {}\n", bash_action(option));
    }
    return text + "        ;;\n";
}

std::string bash_script(const CommandDescription& program, const std::vector<CommandDescription>& commands)
{
    std::string text =
        "# Completion of deltasim for bash, made by: deltasim completion bash\n"
        "_deltasim()\n{\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words= i\n"
        "    COMPREPLY=()\n"
        "    for ((i = 1; i < COMP_CWORD; ++i)); do\n"
        "        [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }\n"
        "    done\n"
        "    case $command in\n";
    text += fmt::format("    '') words='{} {}' ;;\n", command_names(commands), all_names(program));
    for (const CommandDescription& command : commands) text += bash_command(command);
    return text + "    esac\n"
                  "    [[ $current == -* || -z $command ]] || return\n"
                  "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                  "}\n"
                  "complete -F _deltasim deltasim\n";
}

// zsh

/// Text in brackets, or before a colon, of an _arguments specification.
std::string zsh_text(const std::string& text)
{
    return replaced(replaced(replaced(replaced(text, "\\", "\\\\"), "[", "\\["), "]", "\\]"), ":", "\\:");
}

std::string zsh_action(const OptionDescription& option)
{
    switch (option.kind) {
    case ValueKind::choice: return fmt::format("({})", fmt::join(option.choices, " "));
    case ValueKind::listed: return fmt::format("{{_values {0} $({1})}}", option.listed, listing(option.listed));
    case ValueKind::file: return "_files";
    case ValueKind::folder: return "_files -/";
    case ValueKind::none:
    case ValueKind::any: break;
    }
    return " ";
}

std::string zsh_specifications(const CommandDescription& command)
{
    std::string text;
    for (const OptionDescription& option : command.options) {
        const std::string value = option.kind == ValueKind::none
                                      ? ""
                                      : fmt::format(":{}:{}", zsh_text(option.placeholder), zsh_action(option));
        if (option.is_argument()) {
            text += fmt::format(" \\\n            {}", in_single_quotes((option.repeated ? "*" : "") + value));
        }
        for (const std::string& name : option.names) {
            const std::string specification =
                fmt::format("{}{}[{}]{}", option.repeated ? "*" : "", name, zsh_text(option.meaning), value);
            text += fmt::format(" \\\n            {}", in_single_quotes(specification));
        }
    }
    return text;
}

std::string zsh_script(const CommandDescription& program, const std::vector<CommandDescription>& commands)
{
    std::string text = "#compdef deltasim\n# Completion of deltasim for zsh, made by: deltasim completion zsh\n"
                       "_deltasim()\n{\n"
                       "    local -a commands\n"
                       "    commands=(\n";
    for (const CommandDescription& command : commands) {
        text +=
            fmt::format("        {}\n", in_single_quotes(command.name + ":" + replaced(command.meaning, ":", "\\:")));
    }
    text += "    )\n"
            "    local state line\n"
            "    _arguments -C" +
            zsh_specifications(program) +
            " \\\n            '1:command:->command' '*::argument:->argument'\n"
            "    case $state in\n"
            "    command) _describe command commands ;;\n"
            "    argument)\n"
            "        case $line[1] in\n";
    for (const CommandDescription& command : commands) {
        text += fmt::format("        {})\n            _arguments{}\n            ;;\n", command.name,
                            zsh_specifications(command));
    }
    return text + "        esac\n        ;;\n    esac\n}\n"
                  "[[ $funcstack[1] == _deltasim ]] && _deltasim \"$@\" || compdef _deltasim deltasim\n";
}

// fish

std::string fish_values(const OptionDescription& option)
{
    switch (option.kind) {
    case ValueKind::none: return "";
    case ValueKind::choice: return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    case ValueKind::listed: return fmt::format(" -x -a \"({})\"", listing(option.listed));
    case ValueKind::file: return " -r -F";
    case ValueKind::folder: return " -x -a '(__fish_complete_directories)'";
    case ValueKind::any: break;
    }
    return " -x";
}

std::string fish_text(const std::string& text)
{
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_options(const CommandDescription& command, const std::string& condition)
{
    std::string text;
    for (const OptionDescription& option : command.options) {
        std::string line = fmt::format("complete -c deltasim -n {}", fish_text(condition));
        if (option.is_argument()) {
            if (option.kind == ValueKind::choice) text += line + fish_values(option) + "\n";
            if (option.kind == ValueKind::file) text += line + " -F\n";
            continue;
        }
        for (const std::string& name : option.names) {
            const bool is_long = name.starts_with("--");
            line += fmt::format(" {} {}", is_long ? "-l" : "-s", name.substr(is_long ? 2 : 1));
        }
        text += fmt::format("{}{} -d {}\n", line, fish_values(option), fish_text(option.meaning));
    }
    return text;
}

std::string fish_script(const CommandDescription& program, const std::vector<CommandDescription>& commands)
{
    const std::string none = "not __fish_seen_subcommand_from " + command_names(commands);
    std::string text = "# Completion of deltasim for fish, made by: deltasim completion fish\n"
                       "complete -c deltasim -f\n";
    for (const CommandDescription& command : commands) {
        text += fmt::format("complete -c deltasim -n {} -a {} -d {}\n", fish_text(none), command.name,
                            fish_text(command.meaning));
    }
    text += fish_options(program, none);
    for (const CommandDescription& command : commands) {
        text += fish_options(command, "__fish_seen_subcommand_from " + command.name);
    }
    return text;
}

}  // namespace

std::string completion_script(std::string_view shell, const CommandDescription& program,
                              const std::vector<CommandDescription>& commands)
{
    if (shell == "bash") return bash_script(program, commands);
    if (shell == "zsh") return zsh_script(program, commands);
    return fish_script(program, commands);
}

}  // namespace deltasim::app
