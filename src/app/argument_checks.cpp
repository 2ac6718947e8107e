// SPDX-License-Identifier: MIT
#include "app/argument_checks.hpp"

#include <fmt/format.h>

#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"

namespace deltasim::app
{

CLI::Validator given(const std::string& what)
{
    return {[what](const std::string& text) { return text.empty() ? "expected " + what + ", found nothing" : ""; }, ""};
}

CLI::Validator whole_number(std::uint64_t least)
{
    return {[least](std::string& text) {
                const auto number = config::parse_whole_number(text);
                if (!number || *number < least) {
                    const bool too_large = !number && config::is_whole_number(text);
                    return fmt::format("expected a whole number of at least {}, found {}{}", least,
                                       config::quoted_text(text), too_large ? ", which does not fit 64 bits" : "");
                }
                text = fmt::format("{}", *number);
                return std::string();
            },
            ""};
}

CLI::Validator positive_number()
{
    return {[](const std::string& text) {
                const auto number = config::parse_real_number(text);
                return number && *number > 0.0 ? "" : "expected a number above 0, found " + config::quoted_text(text);
            },
            ""};
}

}  // namespace deltasim::app
