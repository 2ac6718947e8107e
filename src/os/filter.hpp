// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

// Runs another program that turns one text into another.

namespace deltasim::os
{

/// The program cannot be found, or it failed; the message says which program and why.
class FilterError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What the program prints when it reads `input`. The program is found by PATH. Throws FilterError.
[[nodiscard]] std::string filtered(const std::vector<std::string>& command, const std::string& input);

}  // namespace deltasim::os
