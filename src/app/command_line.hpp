// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The command line as the subcommands see it. CLI11 parses it; its headers take seconds to compile, so only the files
// that implement this header and the command line's description include them.

namespace CLI
{
class App;
class Option;
}  // namespace CLI

namespace deltasim::app
{

/// Looks at the text of a value and returns what is wrong with it; empty: nothing.
using Check = std::function<std::string(const std::string&)>;
/// The same for a check that replaces the text by another one of the same meaning.
using Rewriting = std::function<std::string(std::string&)>;

/// An option or argument of a command. Its value is written to the variable that it was added with.
class Option
{
public:
    explicit Option(CLI::Option* option) : option_(option) {}

    Option& required();
    /// The word for the value in help.
    Option& type_name(const std::string& word);
    Option& check(const Check& refusal);
    Option& transform(const Rewriting& refusal);
    /// The value is one of these.
    Option& one_of(const std::vector<std::string>& choices);
    Option& one_of(std::span<const std::string_view> choices);
    /// One argument holds several values.
    Option& delimiter(char between);
    /// Help shows the present value of the variable as the default.
    Option& capture_default_str();

private:
    CLI::Option* option_;
};

/// A command of a CommandLine, which has to outlive it; the variables of options have to live until the line is parsed.
class Command
{
public:
    explicit Command(CLI::App* app) : app_(app) {}

    Command add_subcommand(const std::string& name, const std::string& meaning);
    /// `names`: `-j,--jobs`; without dashes it is an argument.
    Option add_option(const std::string& names, std::string& value, const std::string& meaning);
    Option add_option(const std::string& names, std::vector<std::string>& values, const std::string& meaning);
    Option add_option(const std::string& names, std::uint64_t& value, const std::string& meaning);
    Option add_option(const std::string& names, std::optional<std::uint64_t>& value, const std::string& meaning);
    Option add_option(const std::string& names, double& value, const std::string& meaning);
    Option add_option(const std::string& names, std::optional<double>& value, const std::string& meaning);
    void add_flag(const std::string& names, bool& value, const std::string& meaning);
    /// What the command does, once all its options are known.
    void callback(const std::function<void()>& work);

    [[nodiscard]] const CLI::App& parser() const { return *app_; }

private:
    CLI::App* app_;
};

/// What the parser has to say instead of running a command.
struct ParserAnswer {
    std::string result;   ///< help, or the version
    std::string message;  ///< of an error; contains what the user typed
    bool is_error = false;
};

/// The whole command line of a program.
class CommandLine
{
public:
    CommandLine(const std::string& meaning, const std::string& name, const std::string& version);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// The program itself, to which commands are added.
    [[nodiscard]] Command program() { return Command(app_.get()); }
    [[nodiscard]] std::vector<std::string> command_names() const;
    /// Runs the command that the arguments name. Throws what it throws.
    [[nodiscard]] std::optional<ParserAnswer> parse(int argc, char** argv);

private:
    std::unique_ptr<CLI::App> app_;
};

}  // namespace deltasim::app
