// SPDX-License-Identifier: MIT
#include "core/plain_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace deltasim
{

namespace
{

/// `number` in hexadecimal, with at least `least` digits.
std::string hexadecimal(std::uint32_t number, std::size_t least)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (; number > 0 || text.size() < least; number >>= 4U) text += digits[number & 15U];
    std::reverse(text.begin(), text.end());
    return text;
}

std::string written_out(const CodePoint& point)
{
    if (point.valid && point.value == '\n') return "\\n";
    constexpr std::uint32_t beyond_ascii = 0x80;
    if (!point.valid || point.value < beyond_ascii) return "\\x" + hexadecimal(point.value, 2);
    constexpr std::uint32_t of_four_digits = 0x10000;
    return point.value < of_four_digits ? "\\u" + hexadecimal(point.value, 4) : "\\U" + hexadecimal(point.value, 8);
}

}  // namespace

CodePoint first_code_point(std::string_view text)
{
    const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    utf8proc_int32_t value = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &value);
    if (length <= 0) return {bytes[0], 1, false};
    return {static_cast<std::uint32_t>(value), static_cast<std::size_t>(length), true};
}

bool is_plain(const CodePoint& point)
{
    constexpr std::array refused{UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF, UTF8PROC_CATEGORY_ZL,
                                 UTF8PROC_CATEGORY_ZP};
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point.value));
    return point.valid && std::find(refused.begin(), refused.end(), category) == refused.end();
}

bool is_plain(std::string_view text)
{
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (!is_plain(point)) return false;
        text.remove_prefix(point.bytes);
    }
    return true;
}

std::string plain_text(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (is_plain(point)) {
            plain += text.substr(0, point.bytes);
        } else {
            plain += written_out(point);
        }
        text.remove_prefix(point.bytes);
    }
    return plain;
}

}  // namespace deltasim
