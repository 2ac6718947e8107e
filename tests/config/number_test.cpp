// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "config/document/number.hpp"
#include "rooms.hpp"

namespace deltasim::test::number_test
{

TEST_CASE("whole numbers are decimal digits that fit 64 bits")
{
    CHECK(parse_whole_number("0") == 0U);
    CHECK(parse_whole_number("18446744073709551615") == 18446744073709551615U);
    for (const char* text : {"", "18446744073709551616", "-1", "+1", "1e3", "1.0", "0x10", "1_000", " 1"}) {
        CHECK_FALSE(parse_whole_number(text));
    }
}

TEST_CASE("real numbers are finite")
{
    CHECK(parse_real_number("20.3125") == 20.3125);
    CHECK(parse_real_number("1e-3") == 0.001);
    CHECK(parse_real_number("-2") == -2.0);
    for (const char* text : {"", "inf", "nan", "1e999", "1.2.3", "0x1p3", "1 "}) CHECK_FALSE(parse_real_number(text));
}

TEST_CASE("megahertz become hertz exactly")
{
    CHECK(parse_megahertz("1200") == 1'200'000'000U);
    CHECK(parse_megahertz("1200.48") == 1'200'480'000U);
    CHECK(parse_megahertz("0.000001") == 1U);
    CHECK(parse_megahertz("0.1000000") == 100'000U);
    for (const char* text : {"", ".", "1.", "1.2345678", "1e3", "-1", "99999999999999999999"}) {
        CHECK_FALSE(parse_megahertz(text));
    }
}

}  // namespace deltasim::test::number_test
