// SPDX-License-Identifier: MIT
#include "config/document/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <system_error>

namespace deltasim::config
{

bool is_whole_number(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> parse_whole_number(std::string_view text)
{
    if (!is_whole_number(text)) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

std::optional<double> parse_real_number(std::string_view text)
{
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_megahertz(std::string_view text)
{
    constexpr std::size_t decimals = 6;
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
    if (!is_whole_number(whole) || !is_whole_number(fraction)) return std::nullopt;
    while (fraction.size() > decimals && fraction.back() == '0') fraction.remove_suffix(1);
    if (fraction.size() > decimals) return std::nullopt;
    return parse_whole_number(std::string(whole) + std::string(fraction) +
                              std::string(decimals - fraction.size(), '0'));
}

}  // namespace deltasim::config
