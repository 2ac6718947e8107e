// SPDX-License-Identifier: MIT
#include "golden.hpp"
#include "report/every_cell.hpp"
#include "report/render.hpp"

#include <catch2/catch.hpp>

using namespace deltasim::report;
using deltasim::test::check_golden;

TEST_CASE("text is rendered as in its golden file")
{
    check_golden(render(every_cell(), Format::text), "tests/report/golden/every_cell.txt");
}
TEST_CASE("csv is rendered as in its golden file")
{
    check_golden(render(every_cell(), Format::csv), "tests/report/golden/every_cell.csv");
}
TEST_CASE("json is rendered as in its golden file")
{
    check_golden(render(every_cell(), Format::json), "tests/report/golden/every_cell.json");
}
TEST_CASE("markdown is rendered as in its golden file")
{
    check_golden(render(every_cell(), Format::markdown), "tests/report/golden/every_cell.md");
}
TEST_CASE("latex is rendered as in its golden file")
{
    check_golden(render(every_cell(), Format::latex), "tests/report/golden/every_cell.tex");
}
