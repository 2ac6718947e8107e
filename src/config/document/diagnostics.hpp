// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/diagnostic.hpp"

// Collects all errors of one input while reading goes on, and throws them together.

namespace deltasim::config
{

class Diagnostics
{
public:
    /// `first_file`: errors of this file come first.
    explicit Diagnostics(std::string first_file) : files_{std::move(first_file)} {}

    /// Notes an error. The same place, key and message a second time change nothing.
    void add(const SourceLocation& location, const std::string& key, const std::string& message);

    /// Notes every error of a refused input.
    void add(const InputError& error);

    [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
    /// In the order in which the errors were found.
    [[nodiscard]] const std::vector<Diagnostic>& all() const { return diagnostics_; }
    /// Throws InputError if there is any error. Files come in the order in which they were read, errors of a file by
    /// position.
    void throw_if_any() const;

private:
    [[nodiscard]] std::size_t rank(const std::string& file) const;

    std::vector<std::string> files_;
    std::vector<Diagnostic> diagnostics_;
    std::set<std::string> texts_;  ///< every error noted so far, to find repeated ones
};

}  // namespace deltasim::config
