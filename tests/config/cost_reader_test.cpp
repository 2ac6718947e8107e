// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"

namespace deltasim::test
{

namespace
{

/// What is said about an altered cost table.
std::string errors(const std::string& from, const std::string& to)
{
    const Workspace workspace;
    workspace.write("c.yaml", with(cheap_costs, from, to));
    return workspace.check("c.yaml");
}

}  // namespace

TEST_CASE("a cost table is read as written, and what it leaves out is absent")
{
    const Workspace workspace;
    const CostTable table = workspace.load().processors.front().costs;
    CHECK(table.name == "cheap");
    CHECK(table.description == "a few figures");
    CHECK(table.operation_pj.front() == Cost{4.6, "a table", false});
    CHECK_FALSE(table.operation_pj.back());
    REQUIRE(table.sram.size() == 1);
    CHECK(table.sram.front().capacity_bytes == 65536);
    CHECK(table.sram.front().read_pj == Cost{10.0, "a table", false});
    CHECK(table.sram.front().write_pj == Cost{10.0, "as a read", true});
    CHECK_FALSE(table.sram.front().leakage_mw);
    CHECK_FALSE(table.dram_read_pj_per_bit);
    CHECK(table.assumed == std::map<std::string, std::string>{{"sram[1].write_pj", "as a read"}});
}

TEST_CASE("rows are sorted by width, then capacity, and each stands once")
{
    const Workspace workspace;
    const std::string figures = "read_pj: {value: 1, source: s}, write_pj: {value: 1, source: s}}\n";
    const std::string rows = "sram:\n  - {capacity_kib: 8, width_bits: 64, " + figures +
                             "  - {capacity_mib: 1, width_bits: 32, " + figures +
                             "  - {capacity_bytes: 4096, width_bits: 64, " + figures;
    workspace.write("configs/costs/cheap.yaml", rows);
    const std::vector<SramCost> sram = workspace.load().processors.front().costs.sram;
    REQUIRE(sram.size() == 3);
    CHECK(sram[0].width_bits == 32);
    CHECK(sram[1].capacity_bytes == 4096);
    CHECK(sram[2].capacity_bytes == 8192);
    CHECK(workspace.check_text("c.yaml", rows + "  - {capacity_kib: 1024, width_bits: 32, " + figures) ==
          "c.yaml:5:5: sram[4]: another row has the same capacity and width");
}

TEST_CASE("a figure needs its source")
{
    CHECK(errors("mac: {value: 4.6, source: a table}", "mac: 4.6") ==
          "c.yaml:3:8: operations_pj.mac: expected a figure with its source, {value: ..., source: ...} or "
          "{assumed: ..., reason: ...}, found \"4.6\"");
    CHECK(errors("{value: 4.6, source: a table}", "{value: 4.6}") ==
          "c.yaml:3:8: operations_pj.mac: missing required key \"source\"");
    CHECK(errors("source: a table", "source: ''") ==
          "c.yaml:3:29: operations_pj.mac.source: expected text, found \"\"");
    CHECK(errors("{assumed: 10, reason: as a read}", "{assumed: 10}") ==
          "c.yaml:8:15: sram[1].write_pj: missing required key \"reason\"");
    CHECK(errors("{assumed: 10, reason: as a read}", "{assumed: 10, source: a read}") ==
          "c.yaml:8:15: sram[1].write_pj: missing required key \"reason\"\n"
          "c.yaml:8:29: sram[1].write_pj.source: unknown key, expected one of assumed, reason");
}

TEST_CASE("figures are finite and not negative")
{
    for (const std::string wrong : {"-1", "inf", ".nan", "1e999", "high"}) {
        CHECK(errors("value: 4.6", "value: " + wrong) ==
              "c.yaml:3:16: operations_pj.mac.value: expected a number of at least 0, found \"" + wrong + "\"");
    }
    CHECK(errors("value: 4.6", "value: 0") == "cost table");
    CHECK(errors("    read_pj: {value: 10, source: a table}\n", "") ==
          "c.yaml:5:5: sram[1]: missing required key \"read_pj\"");
    CHECK(errors("sram:", "technology_nm: 0\nsram:") ==
          "c.yaml:4:16: technology_nm: expected a number above 0, found \"0\"");
    CHECK(errors("mac:", "mca:") == "c.yaml:3:3: operations_pj.mca: unknown key, did you mean \"mac\"?");
}

}  // namespace deltasim::test
