// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_description.hpp"

// Scripts with which shells complete the command line.

namespace deltasim::app
{

inline constexpr std::array<std::string_view, 3> shell_names{"bash", "zsh", "fish"};

/// The script for one of `shell_names`. When the user completes a name such as that of `--dram`, the script calls
/// `deltasim list`, so that the user's own files are among the names.
[[nodiscard]] std::string completion_script(std::string_view shell, const CommandDescription& program,
                                            const std::vector<CommandDescription>& commands);

}  // namespace deltasim::app
