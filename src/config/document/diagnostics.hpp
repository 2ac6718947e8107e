// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/diagnostic.hpp"

// All errors of one input, collected while reading goes on, and thrown together.

namespace deltasim::config
{

class Diagnostics
{
public:
    /// `first_file`: the file whose errors come first.
    explicit Diagnostics(std::string first_file) : files_{std::move(first_file)} {}

    /// Takes note of an error, once: the same place, key and message again change nothing.
    void add(const SourceLocation& location, const std::string& key, const std::string& message);

    /// Takes note of all that an input is refused for.
    void add(const InputError& error);

    [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
    /// In the order in which they were found.
    [[nodiscard]] const std::vector<Diagnostic>& all() const { return diagnostics_; }
    /// Throws InputError if there is any, file by file in the order in which they were read, each in order of position.
    void throw_if_any() const;

private:
    [[nodiscard]] std::size_t rank(const std::string& file) const;

    std::vector<std::string> files_;
    std::vector<Diagnostic> diagnostics_;
    std::set<std::string> texts_;  ///< of all of them
};

}  // namespace deltasim::config
