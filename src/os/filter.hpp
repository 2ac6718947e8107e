// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

// Another program that turns one text into another.

namespace deltasim::os
{

/// The program is not there, or has failed; says which and why.
class FilterError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What the program, found by PATH, prints when it reads `input`. Throws FilterError.
[[nodiscard]] std::string filtered(const std::vector<std::string>& command, const std::string& input);

}  // namespace deltasim::os
