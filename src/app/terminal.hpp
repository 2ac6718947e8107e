// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "report/terminal.hpp"

// The terminal that results are printed on.

namespace deltasim::app
{

/// How wide it is and what it can show; nothing where stdout is none. Colours are left out where NO_COLOR is set or
/// TERM is `dumb`.
[[nodiscard]] std::optional<report::Terminal> stdout_terminal();

/// Places in a line of stderr, 0 where it is no terminal.
[[nodiscard]] std::size_t stderr_width();

}  // namespace deltasim::app
