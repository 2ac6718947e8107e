// SPDX-License-Identifier: MIT
#include "config/document/quoted_text.hpp"

#include <cstddef>

#include "core/plain_text.hpp"

namespace deltasim::config
{

std::string quoted_text(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::size_t length = 0;
    while (length < text.size()) {
        const std::size_t bytes = first_code_point(text.substr(length)).bytes;
        if (length + bytes > longest) break;
        length += bytes;
    }
    return '"' + plain_text(text.substr(0, length)) + (length < text.size() ? "...\"" : "\"");
}

}  // namespace deltasim::config
