// SPDX-License-Identifier: MIT
#include "report/readable.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace deltasim::report;

namespace
{

std::string general(double value) { return readable(value, NumberStyle::general); }
std::string fixed(double value) { return readable(value, NumberStyle::fixed_three); }
std::string percent(double value) { return readable(value, NumberStyle::percent); }

}  // namespace

TEST_CASE("counts are grouped by thousands")
{
    CHECK(readable(std::uint64_t{0}) == "0");
    CHECK(readable(std::uint64_t{999}) == "999");
    CHECK(readable(std::uint64_t{1000}) == "1,000");
    CHECK(readable(std::uint64_t{12345678}) == "12,345,678");
    CHECK(readable(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("reals show four significant digits")
{
    CHECK(general(0) == "0");
    CHECK(general(-0.0) == "0");
    CHECK(general(0.0001234) == "0.0001234");
    CHECK(general(0.25) == "0.2500");
    CHECK(general(12.3456) == "12.35");
    CHECK(general(-12.3456) == "-12.35");
    CHECK(general(1234.6) == "1235");
}

TEST_CASE("reals keep the digits before the point up to a million, and turn to an exponent beyond")
{
    CHECK(general(12346) == "12346");
    CHECK(general(999999.4) == "999999");
    CHECK(general(1e6) == "1.000e+06");
    CHECK(general(12345678) == "1.235e+07");
    CHECK(general(1.234e15) == "1.234e+15");
    CHECK(general(0.00001234) == "1.234e-05");
    CHECK(general(1e-300) == "1.000e-300");
}

TEST_CASE("reals that round up to a power of ten keep four digits")
{
    CHECK(general(0.99996) == "1.000");
    CHECK(general(999.96) == "1000");
    CHECK(general(0.000099999) == "0.0001000");
    CHECK(general(999999.7) == "1.000e+06");
}

TEST_CASE("fixed and percent have their decimals, without a negative zero")
{
    CHECK(fixed(1.1664) == "1.166");
    CHECK(fixed(-0.0001) == "0.000");
    CHECK(fixed(999999.5) == "999999.500");
    CHECK(fixed(1.6130671e6) == "1.613e+06");
    CHECK(percent(99.938) == "99.94%");
    CHECK(percent(99.994) == "99.99%");
    CHECK(percent(99.9987609) == "99.999%");
    CHECK(percent(99.99999996) == "99.99999996%");
    CHECK(percent(100.0) == "100.00%");
    CHECK(percent(-12.5) == "-12.50%");
    CHECK(percent(-0.001) == "0.00%");
    CHECK(percent(-1.5e7) == "-1.500e+07%");
}

TEST_CASE("what is no number is named")
{
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(general(infinity) == "inf");
    CHECK(fixed(-infinity) == "-inf");
    CHECK(percent(std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(readable(Cell{}, NumberStyle::percent) == "-");
}

TEST_CASE("text becomes a single line")
{
    CHECK(single_line("a.yaml:1: bad\r\nb.yaml:2: worse\n") == "a.yaml:1: bad b.yaml:2: worse");
    CHECK(single_line("  a  b\t") == "a  b");
    CHECK(single_line("a \n b") == "a b");
    CHECK(single_line("\n \t").empty());
}

TEST_CASE("a header shows the unit, once")
{
    CHECK(header_of({"energy_pj", "energy", "pJ", NumberStyle::general}) == "energy (pJ)");
    CHECK(header_of({"model", "model", "", NumberStyle::general}) == "model");
    CHECK(header_of({"saving_percent", "saving", "%", NumberStyle::percent}) == "saving");
}

TEST_CASE("columns of numbers are set to the right")
{
    Table table;
    table.columns = {{"name", "", "", {}}, {"some", "", "", {}}, {"none", "", "", {}}, {"with_unit", "", "pJ", {}}};
    table.rows = {{"a", Cell{}, Cell{}, Cell{}}, {"b", 1.5, Cell{}, Cell{}}};
    CHECK_FALSE(right_aligned(table, 0));
    CHECK(right_aligned(table, 1));
    CHECK_FALSE(right_aligned(table, 2));
    CHECK(right_aligned(table, 3));
}
