// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <vector>

// What is wrong with an input: where it is, which key, what was expected. Errors of one input are collected and
// shown together.

namespace deltasim
{

/// A place in an input file. Line and column are 1-based; 0 means the file as a whole.
struct SourceLocation {
    std::string file;
    int line = 0;
    int column = 0;

    friend bool operator==(const SourceLocation&, const SourceLocation&) = default;
};

/// One error of the user's input.
struct Diagnostic {
    SourceLocation location;
    std::string key;      ///< dotted path of the key, such as `training.batch`; empty where there is none
    std::string message;  ///< what is wrong and what was expected

    /// `file:line:column: key: message`, leaving out what is absent.
    [[nodiscard]] std::string text() const;
};

/// The input or the command line is wrong (exit code 2). Holds every diagnostic found.
class InputError : public std::exception
{
public:
    explicit InputError(std::vector<Diagnostic> diagnostics);
    explicit InputError(const std::string& message) : InputError({Diagnostic{{}, {}, message}}) {}

    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
    /// All diagnostics, a line each.
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    std::vector<Diagnostic> diagnostics_;
    std::string text_;
};

}  // namespace deltasim
