// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/plain_text.hpp"

namespace deltasim::test::plain_text_test
{

TEST_CASE("text that is plain comes out as it is")
{
    for (const char* const text : {"", "vgg16", "caf\u00e9, \u91cf\u5b50 and \U0001f600", "a\\x1b", "\u00a0 -_=+@"}) {
        CHECK(is_plain(text));
        CHECK(plain_text(text) == text);
    }
}

TEST_CASE("what a terminal would obey is written out")
{
    const auto check = [](std::string_view text, std::string_view expected) {
        CHECK_FALSE(is_plain(text));
        CHECK(plain_text(text) == expected);
        CHECK(is_plain(plain_text(text)));
    };
    check("a\x1b[31mb", "a\\x1b[31mb");
    check("line\nline\r\t", "line\\nline\\x0d\\x09");
    check("\x7f", "\\x7f");
    check(std::string_view("\0x", 2), "\\x00x");
    check("\u009b31m", "\\u009b31m");             // a control of one code point that begins a sequence
    check("abc\u202etxt", "abc\\u202etxt");       // from here on right to left
    check("\u2066\u2069", "\\u2066\\u2069");      // isolated
    check("\ufeffmodel", "\\ufeffmodel");         // the byte order mark
    check("a\u2028b\u2029", "a\\u2028b\\u2029");  // separators of lines
    check("\U000e0041", "\\U000e0041");           // a tag, which shows as nothing
}

TEST_CASE("what is no UTF-8 is written out byte by byte")
{
    CHECK(plain_text("\xff\xfe") == "\\xff\\xfe");
    CHECK(plain_text("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
    CHECK(plain_text("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
    CHECK(plain_text("caf\xc3") == "caf\\xc3");                       // cut off
    CHECK(plain_text("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond Unicode
    CHECK(first_code_point("\xe2\x82\xac!").value == 0x20ac);
    CHECK(first_code_point("\xe2\x82\xac!").bytes == 3);
}

}  // namespace deltasim::test::plain_text_test
