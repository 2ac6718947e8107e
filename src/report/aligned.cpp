// SPDX-License-Identifier: MIT
#include "report/aligned.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace deltasim::report
{

namespace
{

struct CodePoints {
    std::uint32_t first;
    std::uint32_t last;
};

// Blocks of Unicode's EastAsianWidth.txt that consist of wide characters, and blocks of combining and format
// characters.
constexpr std::array<CodePoints, 11> wide{{{0x1100, 0x115f},
                                           {0x2e80, 0x303e},
                                           {0x3041, 0xa4cf},
                                           {0xac00, 0xd7a3},
                                           {0xf900, 0xfaff},
                                           {0xfe30, 0xfe6f},
                                           {0xff00, 0xff60},
                                           {0xffe0, 0xffe6},
                                           {0x1f300, 0x1f64f},
                                           {0x1f900, 0x1f9ff},
                                           {0x20000, 0x3fffd}}};
constexpr std::array<CodePoints, 5> without_width{
    {{0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}}};

template <std::size_t size>
bool within(std::uint32_t point, const std::array<CodePoints, size>& blocks)
{
    return std::any_of(blocks.begin(), blocks.end(),
                       [point](CodePoints block) { return block.first <= point && point <= block.last; });
}

/// Removes one code point from the front of `text`. A byte that starts no code point is removed alone.
std::uint32_t take_code_point(std::string_view& text)
{
    const auto byte = [&text](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = byte(0);
    const std::size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
    std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (i >= text.size() || (byte(i) & 0xc0U) != 0x80U) {
            text.remove_prefix(1);
            return lead;
        }
        point = point << 6U | (byte(i) & 0x3fU);
    }
    text.remove_prefix(length);
    return point;
}

}  // namespace

std::size_t display_width(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const std::uint32_t point = take_code_point(text);
        if (!within(point, without_width)) width += within(point, wide) ? 2 : 1;
    }
    return width;
}

std::string padded(std::string_view text, std::size_t width, bool to_the_right)
{
    const std::size_t taken = display_width(text);
    const std::string space(width > taken ? width - taken : 0, ' ');
    return to_the_right ? space + std::string(text) : std::string(text) + space;
}

void align(std::vector<std::vector<std::string>>& rows, const std::vector<bool>& to_the_right, std::size_t narrowest)
{
    for (std::size_t column = 0; column < to_the_right.size(); ++column) {
        std::size_t width = narrowest;
        for (const auto& row : rows) width = std::max(width, display_width(row[column]));
        for (auto& row : rows) row[column] = padded(row[column], width, to_the_right[column]);
    }
}

}  // namespace deltasim::report
