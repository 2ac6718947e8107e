// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/command_description.hpp"

// Scripts that let shells complete the command line.

namespace deltasim::app
{

inline constexpr std::array<std::string_view, 3> shell_names{"bash", "zsh", "fish"};

/// The script for one of `shell_names`. Names that files stand for, as those of `--dram`, are asked of `deltasim list`
/// when they are wanted, so that the user's own are among them.
[[nodiscard]] std::string completion_script(std::string_view shell, const CommandDescription& program,
                                            const std::vector<CommandDescription>& commands);

}  // namespace deltasim::app
