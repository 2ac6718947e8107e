// SPDX-License-Identifier: MIT
#include "app/clock_window.hpp"

#include <fmt/format.h>

#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"

namespace deltasim::app
{

ClockWindow window_of(const std::string& text)
{
    if (text.empty()) return {};
    const auto refuse = [&] {
        throw InputError(
            fmt::format("--window {}: expected FROM:TO in clocks of the array, FROM below TO; or FROM: or :TO",
                        config::quoted_text(text)));
    };
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || text.size() == 1) refuse();
    const auto number = [&](const std::string& digits) -> std::optional<std::uint64_t> {
        if (digits.empty()) return std::nullopt;
        const auto clock = config::parse_whole_number(digits);
        if (!clock) refuse();
        return clock;
    };
    const ClockWindow window{number(text.substr(0, colon)).value_or(0), number(text.substr(colon + 1))};
    if (window.to && *window.to <= window.from) refuse();
    return window;
}

}  // namespace deltasim::app
