// SPDX-License-Identifier: MIT
#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

namespace deltasim::app
{

Option& Option::required()
{
    option_->required();
    return *this;
}

Option& Option::type_name(const std::string& word)
{
    option_->type_name(word);
    return *this;
}

Option& Option::check(const Check& refusal)
{
    option_->check(CLI::Validator(refusal, ""));
    return *this;
}

Option& Option::transform(const Rewriting& refusal)
{
    option_->transform(CLI::Validator(refusal, ""));
    return *this;
}

Option& Option::one_of(const std::vector<std::string>& choices)
{
    option_->check(CLI::IsMember(choices));
    return *this;
}

Option& Option::one_of(std::span<const std::string_view> choices)
{
    return one_of(std::vector<std::string>(choices.begin(), choices.end()));
}

Option& Option::delimiter(char between)
{
    option_->delimiter(between);
    return *this;
}

Option& Option::capture_default_str()
{
    option_->capture_default_str();
    return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& meaning)
{
    return Command(app_->add_subcommand(name, meaning));
}

Option Command::add_option(const std::string& names, std::string& value, const std::string& meaning)
{
    return Option(app_->add_option(names, value, meaning));
}

Option Command::add_option(const std::string& names, std::vector<std::string>& values, const std::string& meaning)
{
    return Option(app_->add_option(names, values, meaning));
}

Option Command::add_option(const std::string& names, std::uint64_t& value, const std::string& meaning)
{
    return Option(app_->add_option(names, value, meaning));
}

Option Command::add_option(const std::string& names, std::optional<std::uint64_t>& value, const std::string& meaning)
{
    return Option(app_->add_option(names, value, meaning));
}

Option Command::add_option(const std::string& names, double& value, const std::string& meaning)
{
    return Option(app_->add_option(names, value, meaning));
}

Option Command::add_option(const std::string& names, std::optional<double>& value, const std::string& meaning)
{
    return Option(app_->add_option(names, value, meaning));
}

void Command::add_flag(const std::string& names, bool& value, const std::string& meaning)
{
    app_->add_flag(names, value, meaning);
}

void Command::callback(const std::function<void()>& work) { app_->callback(work); }

CommandLine::CommandLine(const std::string& meaning, const std::string& name, const std::string& version)
    : app_(std::make_unique<CLI::App>(meaning, name))
{
    app_->set_version_flag("--version", version);
    app_->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

std::vector<std::string> CommandLine::command_names() const
{
    std::vector<std::string> names;
    for (const CLI::App* const command : app_->get_subcommands({})) names.push_back(command->get_name());
    return names;
}

std::optional<ParserAnswer> CommandLine::parse(int argc, char** argv)
{
    try {
        app_->parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream result;
        std::ostringstream message;
        const int code = app_->exit(error, result, message);
        return ParserAnswer{result.str(), message.str(), code != 0};
    }
    return std::nullopt;
}

}  // namespace deltasim::app
