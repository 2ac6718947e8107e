// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Cleans text from outside before it reaches a terminal, a table or a message. A terminal obeys control characters, and
// format characters can make it show a line in another order than it is written.

namespace deltasim
{

/// One code point at the head of a text.
struct CodePoint {
    std::uint32_t value = 0;
    std::size_t bytes = 1;  ///< the length of the code point
    bool valid = false;     ///< the bytes are UTF-8; if not, this is one byte that begins no code point
};

/// The code point at the head of a text that is not empty. Overlong forms, surrogates and incomplete code points are
/// not valid UTF-8.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// True if the code point may go to a terminal as it is. Unicode's controls, format characters (directions among them,
/// and the byte order mark) and line and paragraph separators may not.
[[nodiscard]] bool is_plain(const CodePoint& point);

/// True if every code point of a text is plain.
[[nodiscard]] bool is_plain(std::string_view text);

/// The text with everything that is not plain written as an escape: `\n` for a line end, `\x1b` for a byte, `\u202e`
/// for a code point. Plain text does not change, nor does the result of an earlier call.
[[nodiscard]] std::string plain_text(std::string_view text);

}  // namespace deltasim
