// SPDX-License-Identifier: MIT
#include "report/render.hpp"

#include "report/every_cell.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <stdexcept>

using namespace deltasim::report;

TEST_CASE("a format has a name, and a name its format")
{
    CHECK(name_of(Format::latex) == "latex");
    for (const std::string_view name : format_names) CHECK(name_of(format_named(name).value()) == name);
    CHECK_FALSE(format_named("pdf").has_value());
}

TEST_CASE("no line of any format ends with a space, and the last ends with a newline")
{
    for (const std::string_view name : format_names) {
        const std::string rendered = render(every_cell(), format_named(name).value());
        CAPTURE(name);
        CHECK(rendered.back() == '\n');
        CHECK(rendered.find(" \n") == std::string::npos);
        CHECK(rendered.find("\n\n\n") == std::string::npos);
    }
}

TEST_CASE("no table is no output, but a json array")
{
    CHECK(render({}, Format::text).empty());
    CHECK(render({}, Format::csv).empty());
    CHECK(render({}, Format::json) == "[]\n");
}

TEST_CASE("json reads back the same numbers, and null for what it cannot hold")
{
    const nlohmann::json rows = nlohmann::json::parse(render(every_cell(), Format::json))[0]["rows"];
    CHECK(rows[0]["energy_pj"].get<double>() == 1.2345678901234567e15);
    CHECK(rows[4]["operand_accesses"].get<std::uint64_t>() == 18446744073709551615U);
    CHECK(rows[3]["energy_pj"].is_null());
    CHECK(rows[4]["energy_pj"].is_null());
}

TEST_CASE("json survives text that is no UTF-8")
{
    const Table table{"\xff", {}, {}, {}};
    CHECK(nlohmann::json::parse(render({table}, Format::json))[0]["title"] == "\uFFFD");
}

TEST_CASE("csv writes every digit, and a lone absent cell as a record")
{
    Table table{"", {{"only", "", "", {}}}, {{0.1 + 0.2}, {Cell{}}, {std::uint64_t{12345678}}}, {"unseen"}};
    CHECK(render({table}, Format::csv) == "only\n0.30000000000000004\n\"\"\n12345678\n");
}

TEST_CASE("a table of a broken shape is refused")
{
    const Column column{"key", "title", "", NumberStyle::general};
    CHECK_THROWS_AS(render({Table{"short", {column}, {{}}, {}}}, Format::csv), std::logic_error);
    CHECK_THROWS_AS(render({Table{"twice", {column, column}, {}, {}}}, Format::json), std::logic_error);
}
