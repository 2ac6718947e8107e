// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/command_description.hpp"

// Man pages: one for the program and one for each command.

namespace deltasim::app
{

/// deltasim(1).
[[nodiscard]] std::string program_page(const CommandDescription& program,
                                       const std::vector<CommandDescription>& commands, const std::string& version);
/// deltasim-COMMAND(1).
[[nodiscard]] std::string command_page(const CommandDescription& command, const std::string& version);

}  // namespace deltasim::app
