// SPDX-License-Identifier: MIT
#include "app/argument_checks.hpp"

#include <fmt/format.h>

#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/clock.hpp"

namespace deltasim::app
{

Check given(const std::string& what)
{
    return [what](const std::string& text) { return text.empty() ? "expected " + what + ", found nothing" : ""; };
}

Rewriting whole_number(std::uint64_t least, std::uint64_t most)
{
    return [least, most](std::string& text) {
        const auto number = config::parse_whole_number(text);
        if (!number || *number < least || *number > most) {
            const bool too_large = !number && config::is_whole_number(text);
            const bool is_bounded = most < std::numeric_limits<std::uint64_t>::max();
            const std::string range =
                is_bounded ? fmt::format("from {} to {}", least, most) : fmt::format("of at least {}", least);
            return fmt::format("expected a whole number {}, found {}{}", range, config::quoted_text(text),
                               too_large && !is_bounded ? ", which does not fit 64 bits" : "");
        }
        text = fmt::format("{}", *number);
        return std::string();
    };
}

Check positive_number()
{
    return [](const std::string& text) {
        const auto number = config::parse_real_number(text);
        return number && *number > 0.0 ? "" : "expected a number above 0, found " + config::quoted_text(text);
    };
}

Check share()
{
    return [](const std::string& text) {
        const auto number = config::parse_real_number(text);
        return number && *number >= 0.0 && *number <= 1.0
                   ? ""
                   : "expected a number from 0 to 1, found " + config::quoted_text(text);
    };
}

Check clock_mhz()
{
    return [](const std::string& text) {
        const auto hertz = config::parse_megahertz(text);
        return hertz && *hertz > 0 && *hertz <= fastest_clock_hz
                   ? std::string()
                   : fmt::format("expected a clock in MHz above 0 and at most {}, a whole number of hertz, "
                                 "found {}",
                                 fastest_clock_hz / 1'000'000, config::quoted_text(text));
    };
}

}  // namespace deltasim::app
