// SPDX-License-Identifier: MIT
#include "app/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace deltasim::app
{

namespace
{

/// The text, escaped for roff.
std::string roff(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else {
            result += c;
        }
    }
    // roff would read a line that begins with one of these as a request.
    return result.empty() || (result.front() != '.' && result.front() != '\'') ? result : "\\&" + result;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
    return text;
}

std::string head(const std::string& name, const std::string& version, const std::string& meaning)
{
    return fmt::format(".TH {} 1 \"\" \"deltasim {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", roff(upper(name)),
                       roff(version), roff(name), roff(meaning));
}

std::string argument_text(const OptionDescription& argument)
{
    const std::string text =
        fmt::format("\\fI{}\\fR{}", roff(upper(argument.placeholder)), argument.repeated ? " ..." : "");
    return argument.required ? text : "[" + text + "]";
}

std::string synopsis(const std::string& name, const CommandDescription& command)
{
    std::string text = fmt::format(".SH SYNOPSIS\n\\fB{}\\fR", roff(name));
    for (const OptionDescription& option : command.options) {
        if (option.is_argument()) text += " " + argument_text(option);
    }
    return text + " [\\fIOPTION\\fR ...]\n";
}

std::string described_option_text(const OptionDescription& option)
{
    std::string text = ".TP\n";
    if (option.is_argument()) {
        text += argument_text(option);
    } else {
        std::vector<std::string> names;
        for (const std::string& name : option.names) names.push_back("\\fB" + roff(name) + "\\fR");
        text += fmt::format("{}", fmt::join(names, ", "));
        if (!option.placeholder.empty()) text += " \\fI" + roff(option.placeholder) + "\\fR";
    }
    text += "\n" + roff(option.meaning);
    if (option.kind == ValueKind::listed) text += fmt::format("; see \\fBdeltasim list {}\\fR", option.listed);
    if (!option.default_text.empty()) text += fmt::format(" (default: {})", roff(option.default_text));
    return text + "\n";
}

std::string options_section(const CommandDescription& command)
{
    std::string text = ".SH OPTIONS\n";
    for (const OptionDescription& option : command.options) text += described_option_text(option);
    return text;
}

constexpr const char* exit_status = ".SH EXIT STATUS\n"
                                    ".TP\n0\ndone\n"
                                    ".TP\n1\na run failed\n"
                                    ".TP\n2\nthe input or the command line is wrong\n"
                                    ".TP\n130\ninterrupted\n";

}  // namespace

std::string program_page(const CommandDescription& program, const std::vector<CommandDescription>& commands,
                         const std::string& version)
{
    std::string text = head("deltasim", version, "simulate memory and energy of training on chip");
    text += ".SH SYNOPSIS\n\\fBdeltasim\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]\n";
    text += fmt::format(".SH DESCRIPTION\n{}\nResults go to standard output, progress and errors to standard error.\n",
                        roff(program.meaning));
    text += ".SH COMMANDS\n";
    for (const CommandDescription& command : commands) {
        text += fmt::format(".TP\n\\fBdeltasim\\-{}\\fR(1)\n{}\n", roff(command.name), roff(command.meaning));
    }
    text += options_section(program) + exit_status;
    text += ".SH FILES\n"
            "Models, processors, DRAM devices and cost tables are looked up by name in \\fImodels\\fR and "
            "\\fIconfigs\\fR of the current directory,\nthen in \\fIshare/deltasim\\fR of the installation. "
            "\\fIconfigs/README.md\\fR there has every key of every file.\n";
    return text;
}

std::string command_page(const CommandDescription& command, const std::string& version)
{
    return head("deltasim-" + command.name, version, command.meaning) + synopsis("deltasim " + command.name, command) +
           options_section(command) + exit_status + ".SH SEE ALSO\n\\fBdeltasim\\fR(1)\n";
}

}  // namespace deltasim::app
