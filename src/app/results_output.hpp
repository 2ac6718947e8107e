// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Results on stdout.

namespace deltasim::app
{

/// Prints text and sees to it that it has left. Throws RunFailed where that does not go well.
void print_results(std::string_view text);

/// The same, but says what went wrong; empty: nothing. A reader who has gone away does not end the process, as he does
/// of others: whoever calls this has files left to write, and ends it by end_without_reader().
[[nodiscard]] std::string why_not_printed(std::string_view text);

/// Ends the process as SIGPIPE does, where the last that was printed found no reader.
void end_without_reader();

}  // namespace deltasim::app
