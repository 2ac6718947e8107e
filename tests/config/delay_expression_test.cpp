// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>
#include <string>
#include <utility>
#include <variant>

#include "config/readers/delay_expression.hpp"
#include "rooms.hpp"

namespace deltasim::test::delay_expression_test
{

namespace
{

const std::map<std::string, std::uint64_t> timings{{"CL", 17}, {"CWL", 12}, {"burst", 4}, {"tRTRS", 1}, {"tWTR_L", 9}};

std::int64_t sum(const std::string& text) { return std::get<std::int64_t>(evaluate_delay(text, timings)); }

std::pair<std::size_t, std::string> error(const std::string& text)
{
    const auto wrong = std::get<DelayError>(evaluate_delay(text, timings));
    return {wrong.position, wrong.message};
}

}  // namespace

TEST_CASE("a delay is a sum of timings and numbers")
{
    CHECK(sum("CL") == 17);
    CHECK(sum("7") == 7);
    CHECK(sum("CWL - CL") == -5);
    CHECK(sum("CWL + burst + tWTR_L") == 25);
    CHECK(sum("CL + burst + tRTRS - CWL") == 10);
    CHECK(sum(" CL-CWL-5 ") == 0);
    CHECK(sum("2 - CL + 1000000") == 999985);
}

TEST_CASE("a wrong delay says what and where")
{
    using Error = std::pair<std::size_t, std::string>;
    CHECK(error("") == Error{0, "expected a timing or a number at the end"});
    CHECK(error("CL + ") == Error{5, "expected a timing or a number at the end"});
    CHECK(error("- CL") == Error{0, "expected a timing or a number, found \"- CL\""});
    CHECK(error("CL CWL") == Error{3, "expected + or -, found \"CWL\""});
    CHECK(error("CL * 2") == Error{3, "expected + or -, found \"* 2\""});
    CHECK(error("CL + brust") == Error{5, "unknown timing \"brust\", did you mean \"burst\"?"});
    CHECK(error("CL + zzzzzz") == Error{5, "unknown timing \"zzzzzz\""});
    CHECK(error("1 + 1000001") == Error{4, "expected at most 1000000 clocks"});
    CHECK(error("99999999999999999999") == Error{0, "expected at most 1000000 clocks"});
}

}  // namespace deltasim::test::delay_expression_test
