// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/diagnostic.hpp"
#include "rooms.hpp"

namespace deltasim::test::diagnostic_test
{

TEST_CASE("a diagnostic reads file:line:column: key: message")
{
    const Diagnostic diagnostic{{"a.yaml", 3, 7}, "training.batch", "must be at least 1"};
    CHECK(diagnostic.text() == "a.yaml:3:7: training.batch: must be at least 1");
}

TEST_CASE("a diagnostic leaves out what is absent")
{
    CHECK(Diagnostic{{"a.yaml", 3, 7}, "", "bad"}.text() == "a.yaml:3:7: bad");
    CHECK(Diagnostic{{"a.yaml", 0, 0}, "", "no such file"}.text() == "a.yaml: no such file");
    CHECK(Diagnostic{{"a.yaml", 0, 0}, "model", "missing"}.text() == "a.yaml: model: missing");
    CHECK(Diagnostic{{}, "costs.sram", "no row"}.text() == "costs.sram: no row");
    CHECK(Diagnostic{{}, "", "bad"}.text() == "bad");
}

TEST_CASE("an input error says all of its diagnostics, a line each")
{
    const InputError error({{{"a.yaml", 1, 2}, "x", "first"}, {{}, "", "second"}});
    CHECK(std::string(error.what()) == "a.yaml:1:2: x: first\nsecond");
    REQUIRE(error.diagnostics().size() == 2);
    CHECK(error.diagnostics()[0].key == "x");
    CHECK(error.diagnostics()[0].location == SourceLocation{"a.yaml", 1, 2});
}

TEST_CASE("an input error of plain text has one diagnostic")
{
    const InputError error("no such command");
    CHECK(std::string(error.what()) == "no such command");
    CHECK(error.diagnostics().size() == 1);
}

}  // namespace deltasim::test::diagnostic_test
