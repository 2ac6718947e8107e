// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/table.hpp"

// Tables on a terminal: as many columns as fit its width, readable units, rows that share names below a heading, and a
// line that says what was left out. No line is longer than the terminal is wide.

namespace deltasim::report
{

struct Terminal {
    std::size_t width = 80;  ///< characters in a line
    bool colour = false;
    bool unicode = false;  ///< false: only ASCII
};

/// The tables, one after the other.
[[nodiscard]] std::string terminal_text(const std::vector<Table>& tables, const Terminal& terminal);

}  // namespace deltasim::report
