// SPDX-License-Identifier: MIT
#include "report/aligned.hpp"

#include <catch2/catch.hpp>

using namespace deltasim::report;

TEST_CASE("a character is as wide as a terminal shows it")
{
    CHECK(display_width("abc") == 3);
    CHECK(display_width("naïve") == 5);
    CHECK(display_width("nai\u0308ve") == 5);
    CHECK(display_width("漢字") == 4);
    CHECK(display_width("🎯") == 2);
}

TEST_CASE("a byte that is no UTF-8 takes one place")
{
    CHECK(display_width("\xff") == 1);
    CHECK(display_width("\xe6\xbc") == 2);
    CHECK(display_width("\xc3(") == 2);
    CHECK(display_width("\x80") == 1);
}

TEST_CASE("cells are padded to the width of their column")
{
    CHECK(padded("漢", 4, false) == "漢  ");
    CHECK(padded("12", 4, true) == "  12");
    CHECK(padded("12345", 4, true) == "12345");
    std::vector<std::vector<std::string>> rows{{"a", "1"}, {"naïve", "1000"}};
    align(rows, {false, true}, 3);
    CHECK(rows == std::vector<std::vector<std::string>>{{"a    ", "   1"}, {"naïve", "1000"}});
}
