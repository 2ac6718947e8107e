// SPDX-License-Identifier: MIT
#include "report/wrapped.hpp"

#include <algorithm>

#include "report/aligned.hpp"

namespace deltasim::report
{

namespace
{

/// Length of the first character, in bytes.
std::size_t first_length(std::string_view text)
{
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) ++length;
    return length;
}

/// The longest beginning of the text that takes at most `width` columns, but at least one character.
std::string_view beginning(std::string_view text, std::size_t width)
{
    std::size_t length = first_length(text);
    while (length < text.size()) {
        const std::size_t next = length + first_length(text.substr(length));
        if (display_width(text.substr(0, next)) > width) break;
        length = next;
    }
    return text.substr(0, length);
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width)
{
    width = std::max<std::size_t>(width, 1);
    std::vector<std::string> lines;
    std::string line;
    std::size_t taken = 0;
    const auto end_line = [&] {
        lines.push_back(line);
        line.clear();
        taken = 0;
    };
    while (!text.empty()) {
        const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
        text.remove_prefix(start);
        if (text.empty()) break;
        std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(word.size());
        if (taken > 0 && taken + 1 + display_width(word) > width) end_line();
        if (taken > 0) {
            line += ' ';
            ++taken;
        }
        while (display_width(word) > width) {
            const std::string_view part = beginning(word, width);
            line += part;
            word.remove_prefix(part.size());
            if (!word.empty()) end_line();
        }
        line += word;
        taken += display_width(word);
    }
    if (taken > 0 || lines.empty()) end_line();
    return lines;
}

std::string cut(std::string_view text, std::size_t width, bool unicode)
{
    if (display_width(text) <= width) return std::string(text);
    if (width == 0) return "";
    const std::string_view mark = unicode ? "\u2026" : "~";
    if (width == 1) return std::string(mark);
    return std::string(beginning(text, width - 1)) + std::string(mark);
}

}  // namespace deltasim::report
