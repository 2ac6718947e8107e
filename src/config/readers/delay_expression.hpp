// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

// The delay of a DRAM timing rule, a short sum as standards print it: `CWL + burst + tWTR_L`.

namespace deltasim::config
{

/// An error in a delay, and its place in the text.
struct DelayError {
    std::size_t position = 0;  ///< bytes from the start of the text
    std::string message;
};

/// The value, in clocks, of a sum of names of `timings` and whole numbers, joined by + and -. A timing is at most 10^6,
/// and so is a number. The sum may be negative.
[[nodiscard]] std::variant<std::int64_t, DelayError> evaluate_delay(
    std::string_view text, const std::map<std::string, std::uint64_t>& timings);

}  // namespace deltasim::config
