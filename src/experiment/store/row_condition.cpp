// SPDX-License-Identifier: MIT
#include "experiment/store/row_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "experiment/tables/columns.hpp"

namespace deltasim::experiment
{

namespace
{

[[noreturn]] void refuse_condition(const std::string& text, const std::string& message)
{
    throw InputError({{{"--where " + text, 0, 0}, "", message}});
}

std::string trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return "";
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

/// Takes the first value of a list and the comma after it; `left` becomes nothing if there is no comma.
std::optional<std::string> take_value(std::optional<std::string_view>& left, const std::string& condition)
{
    const std::string_view rest = *left;
    const std::size_t start = std::min(rest.find_first_not_of(' '), rest.size());
    std::size_t end = rest.find(',');
    std::optional<std::string> value;
    if (start < rest.size() && (rest[start] == '"' || rest[start] == '\'')) {
        const std::size_t closing = rest.find(rest[start], start + 1);
        if (closing == std::string_view::npos) refuse_condition(condition, "a quote is not closed");
        value = rest.substr(start + 1, closing - start - 1);
        end = rest.find(',', closing);
        if (!trimmed(rest.substr(closing + 1, std::min(end, rest.size()) - closing - 1)).empty()) {
            refuse_condition(condition, "expected a comma or nothing after a quote");
        }
    } else {
        value = trimmed(rest.substr(0, end));
        if (value->empty()) value.reset();
    }
    left.reset();
    if (end != std::string_view::npos) left = rest.substr(end + 1);
    return value;
}

bool is_equal(const Scalar& value, const std::optional<std::string>& wanted)
{
    const bool is_absent = std::holds_alternative<std::monostate>(value);
    if (!wanted || is_absent) return !wanted && is_absent;
    if (!is_number(value)) return text_of(value) == *wanted;
    const auto number = config::parse_real_number(*wanted);
    return number && number_of(value) == *number;
}

}  // namespace

bool RowCondition::holds(const Scalar& value) const
{
    const bool is_one_of =
        std::any_of(values.begin(), values.end(), [&](const auto& wanted) { return is_equal(value, wanted); });
    if (comparison == "=") return is_one_of;
    if (comparison == "!=") return !is_one_of;
    if (!is_number(value)) return false;
    const double number = number_of(value);
    const double bound = config::parse_real_number(values.front().value()).value();
    if (comparison == "<") return number < bound;
    if (comparison == "<=") return number <= bound;
    return comparison == ">" ? number > bound : number >= bound;
}

RowCondition row_condition(const std::string& text)
{
    constexpr std::string_view expected = "expected KEY=VALUE, or !=, <, <=, > or >= in place of =";
    const std::size_t at = text.find_first_of("=!<>");
    if (at == std::string::npos) refuse_condition(text, std::string(expected));
    const std::size_t end = std::min(text.find_first_not_of("=!<>", at), text.size());
    RowCondition condition{trimmed(text.substr(0, at)), text.substr(at, end - at), {}};
    if (condition.comparison == "==") condition.comparison = "=";
    constexpr std::array<std::string_view, 6> known{"=", "!=", "<", "<=", ">", ">="};
    const bool is_known = std::find(known.begin(), known.end(), condition.comparison) != known.end();
    if (condition.key.empty() || !is_known) refuse_condition(text, std::string(expected));
    std::optional<std::string_view> left = std::string_view(text).substr(end);
    while (left) condition.values.push_back(take_value(left, text));
    const bool is_order = condition.comparison.front() == '<' || condition.comparison.front() == '>';
    const std::optional<std::string>& first = condition.values.front();
    if (is_order && (condition.values.size() != 1 || !first || !config::parse_real_number(*first))) {
        refuse_condition(text, fmt::format("expected a number after {}", condition.comparison));
    }
    return condition;
}

std::string unknown_values(const RowCondition& condition, const std::vector<Scalar>& values)
{
    if (values.empty() || (condition.comparison != "=" && condition.comparison != "!=")) return "";
    std::vector<std::string> known;
    for (const Scalar& value : values) {
        const bool is_absent = std::holds_alternative<std::monostate>(value);
        if (!is_absent && std::find(known.begin(), known.end(), text_of(value)) == known.end()) {
            known.push_back(text_of(value));
        }
    }
    for (const std::optional<std::string>& wanted : condition.values) {
        const auto has = [&](const Scalar& value) { return is_equal(value, wanted); };
        if (!wanted || std::any_of(values.begin(), values.end(), has)) continue;
        constexpr std::size_t most_listed = 20;
        std::string hint = suggestion(*wanted, known);
        if (hint.empty() && !known.empty() && known.size() <= most_listed) {
            hint = fmt::format(", there are {}", fmt::join(known, ", "));
        }
        return fmt::format("no row has the {} {}{}", condition.key, config::quoted_text(*wanted), hint);
    }
    return "";
}

}  // namespace deltasim::experiment
