// SPDX-License-Identifier: MIT
#include "config/document/quoted_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace deltasim::config
{

std::string quoted_text(std::string_view text)
{
    constexpr std::size_t longest = 60;
    constexpr std::array<char, 16> digits{'0', '1', '2', '3', '4', '5', '6', '7',
                                          '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    std::size_t length = std::min(text.size(), longest);
    // Not in the middle of a UTF-8 sequence.
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
    std::string quoted = "\"";
    for (const char c : text.substr(0, length)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            quoted += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            quoted += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
        } else {
            quoted += c;
        }
    }
    return quoted + (length < text.size() ? "...\"" : "\"");
}

}  // namespace deltasim::config
