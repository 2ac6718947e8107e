// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Text that came from outside, before it reaches a terminal, a table or a message. A terminal obeys control characters,
// and shows a line whose direction is turned otherwise than it is written.

namespace deltasim
{

/// One code point at the head of a text.
struct CodePoint {
    std::uint32_t value = 0;
    std::size_t bytes = 1;  ///< that it takes
    bool valid = false;     ///< whether those bytes are UTF-8: else they are one byte that begins no code point
};

/// The code point at the head of a text that is not empty. Overlong forms, surrogates and what is cut off are no UTF-8.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// Whether a terminal may be given it as it is. Unicode's controls, format characters (directions among them, and the
/// byte order mark) and line and paragraph separators may not.
[[nodiscard]] bool is_plain(const CodePoint& point);

/// Whether all of a text is plain.
[[nodiscard]] bool is_plain(std::string_view text);

/// The text with all that is not plain written out: `\n` of a line end, `\x1b` of a byte, `\u202e` of a code point.
/// Plain text comes out as it is, and so does what went through here once.
[[nodiscard]] std::string plain_text(std::string_view text);

}  // namespace deltasim
