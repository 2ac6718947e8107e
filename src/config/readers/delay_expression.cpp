// SPDX-License-Identifier: MIT
#include "config/readers/delay_expression.hpp"

#include <vector>

#include <fmt/format.h>

#include "config/document/node.hpp"
#include "config/document/number.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::string_view term_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/// The clocks of one name or number.
std::variant<std::int64_t, std::string> term_value(std::string_view term,
                                                   const std::map<std::string, std::uint64_t>& timings)
{
    constexpr std::uint64_t longest = 1'000'000;
    if (is_whole_number(term)) {
        const auto number = parse_whole_number(term);
        if (!number || *number > longest) return fmt::format("expected at most {} clocks", longest);
        return static_cast<std::int64_t>(*number);
    }
    const auto timing = timings.find(std::string(term));
    if (timing != timings.end()) return static_cast<std::int64_t>(timing->second);
    std::vector<std::string> known;
    for (const auto& [name, value] : timings) known.push_back(name);
    return "unknown timing " + quoted_text(term) + suggestion(term, known);
}

}  // namespace

std::variant<std::int64_t, DelayError> evaluate_delay(std::string_view text,
                                                      const std::map<std::string, std::uint64_t>& timings)
{
    std::int64_t sum = 0;
    std::int64_t sign = 1;
    for (std::size_t at = 0;;) {
        at = text.find_first_not_of(' ', at);
        if (at == std::string_view::npos) return DelayError{text.size(), "expected a timing or a number at the end"};
        const std::size_t end = text.find_first_not_of(term_characters, at);
        const std::string_view term = text.substr(at, end == std::string_view::npos ? end : end - at);
        if (term.empty()) return DelayError{at, "expected a timing or a number, found " + quoted_text(text.substr(at))};
        const auto value = term_value(term, timings);
        if (const auto* message = std::get_if<std::string>(&value)) return DelayError{at, *message};
        sum += sign * std::get<std::int64_t>(value);

        at = end == std::string_view::npos ? end : text.find_first_not_of(' ', end);
        if (at == std::string_view::npos) break;
        if (text[at] != '+' && text[at] != '-') {
            return DelayError{at, "expected + or -, found " + quoted_text(text.substr(at))};
        }
        sign = text[at] == '+' ? 1 : -1;
        ++at;
    }
    return sum;
}

}  // namespace deltasim::config
