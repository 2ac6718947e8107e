// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "report/terminal.hpp"

// The terminal on which results are printed.

namespace deltasim::app
{

/// Its width and its abilities; nothing if stdout is not a terminal. There are no colours if NO_COLOR is set or TERM is
/// `dumb`.
[[nodiscard]] std::optional<report::Terminal> stdout_terminal();

/// Characters in a line of stderr; 0 if it is not a terminal.
[[nodiscard]] std::size_t stderr_width();

}  // namespace deltasim::app
