// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <variant>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::cost_reader_test
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
    CHECK(table.operation_pj.front().front() == Cost{4.6, "a table", false});
    CHECK_FALSE(table.operation_pj.front().back());
    REQUIRE(table.sram.size() == 1);
    CHECK(table.sram.front().capacity_bytes == 65536);
    CHECK(table.sram.front().read_pj == Cost{10.0, "a table", false});
    CHECK(table.sram.front().write_pj == Cost{10.0, "as a read", true});
    CHECK_FALSE(table.sram.front().leakage_mw);
    CHECK(std::get<PerAccessDram>(table.dram) == PerAccessDram{});
    CHECK(table.assumed == std::map<std::string, std::string>{{"sram[1].write_pj", "as a read"}});
}

TEST_CASE("figures of other precisions than fp32 stand below their names")
{
    const Workspace workspace;
    workspace.write("configs/costs/cheap.yaml",
                    with(cheap_costs, "  mac: {value: 4.6, source: a table}\n",
                         "  mac: {value: 4.6, source: a table}\n"
                         "  int8: {mac: {value: 0.3, source: another}, compare: {assumed: 0.03, reason: a guess}}\n"));
    const CostTable table = workspace.load().processors.front().costs;
    const OperationCosts& int8 = table.operation_pj[static_cast<std::size_t>(Precision::int8)];
    CHECK(table.operation_pj.front().front() == Cost{4.6, "a table", false});
    CHECK(int8.front() == Cost{0.3, "another", false});
    CHECK(int8.back() == Cost{0.03, "a guess", true});
    CHECK_FALSE(table.operation_pj[static_cast<std::size_t>(Precision::fp16)].front());
    CHECK(table.assumed.count("operations_pj.int8.compare") == 1);
}

TEST_CASE("unknown precisions and their operations are refused in place")
{
    const std::string mac = "  mac: {value: 4.6, source: a table}\n";
    CHECK_THAT(errors(mac, "  int7: {mac: {value: 1, source: s}}\n"),
               Catch::StartsWith("c.yaml:3:3: operations_pj.int7: unknown key, did you mean \"int8\"?"));
    CHECK_THAT(errors(mac, "  int8: {mca: {value: 1, source: s}}\n"),
               Catch::StartsWith("c.yaml:3:10: operations_pj.int8.mca: unknown key, did you mean \"mac\"?"));
    CHECK_THAT(errors(mac, "  int8: 0.3\n"),
               Catch::StartsWith("c.yaml:3:9: operations_pj.int8: expected a mapping, found \"0.3\""));
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
          "c.yaml:5:5: sram[4]: another row has the same capacity, width, banks and cell");
}

TEST_CASE("a row may name one source for all its figures, and say its banks, its kind and its refresh")
{
    const Workspace workspace;
    workspace.write("configs/costs/cheap.yaml",
                    "sram:\n  - {capacity_kib: 8, width_bits: 64, banks: 4, cell: edram, source: s, read_pj: 1,\n"
                    "     write_pj: {value: 2, source: another}, leakage_mw: 3, refresh_pj: 4}\n");
    const std::vector<SramCost> sram = workspace.load().processors.front().costs.sram;
    REQUIRE(sram.size() == 1);
    CHECK(sram[0] == SramCost{8192, 64, Cost{1.0, "s", false}, Cost{2.0, "another", false}, Cost{3.0, "s", false},
                              Cost{4.0, "s", false}, 4, OnChipKind::edram});
}

TEST_CASE("rows of the same size differ by banks or kind")
{
    const Workspace workspace;
    const std::string rest = "capacity_kib: 8, width_bits: 64, source: s, read_pj: 1, write_pj: 1}\n";
    const std::string rows = "sram:\n  - {banks: 1, " + rest + "  - {banks: 4, " + rest + "  - {cell: edram, " + rest;
    CHECK(workspace.check_text("c.yaml", rows) == "cost table");
    CHECK_THAT(workspace.check_text("c.yaml", rows + "  - {banks: 4, " + rest),
               Catch::Contains("sram[4]: another row"));
}

TEST_CASE("a table prices DRAM by access or by the datasheet of the device")
{
    const Workspace workspace;
    const auto dram = [&](const std::string& text) {
        workspace.write("configs/costs/cheap.yaml", std::string(cheap_costs) + text);
        return workspace.load().processors.front().costs.dram;
    };
    CHECK(std::get<DatasheetDram>(dram("dram: {view: datasheet}\n")).formula == DatasheetFormula::drampower);
    CHECK(std::get<DatasheetDram>(dram("dram: {view: datasheet, formula: micron}\n")).formula ==
          DatasheetFormula::micron);
    CHECK(std::get<PerAccessDram>(dram("dram: {view: per_access, static_mw: {value: 5, source: s}}\n")).static_mw ==
          Cost{5.0, "s", false});
    CHECK(
        std::get<DatasheetDram>(workspace.load({{"costs.dram", "{view: datasheet}"}, {"costs.dram.formula", "micron"}})
                                    .processors.front()
                                    .costs.dram)
            .formula == DatasheetFormula::micron);
    CHECK(workspace.check_text("c.yaml",
                               "technology_nm: 45\ndram: {view: datasheet, static_mw: {value: 5, source: s}}\n") ==
          "c.yaml:2:25: dram.static_mw: unknown key, expected one of view, formula");
    CHECK(workspace.check_text("c.yaml", "technology_nm: 45\ndram: {view: datasheet, formula: rambus}\n") ==
          "c.yaml:2:34: dram.formula: expected one of drampower, micron, found \"rambus\"");
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
          "c.yaml:8:29: sram[1].write_pj.source: unknown key, expected one of assumed, reason, range");
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

TEST_CASE("figures whose energies might not be finite, or might vanish, are refused")
{
    for (const std::string wrong : {"1e308", "1.1e30", "9e-31", "1e-320"}) {
        CHECK(errors("value: 4.6", "value: " + wrong) ==
              "c.yaml:3:16: operations_pj.mac.value: expected a number from 1e-30 to 1e+30, or 0, found \"" + wrong +
                  "\"");
        CHECK_THAT(errors("{assumed: 10, reason: as a read}", "{assumed: " + wrong + ", reason: as a read}"),
                   Catch::Contains("sram[1].write_pj.assumed: expected a number from"));
    }
    CHECK_THAT(errors("{assumed: 10, reason: as a read}", "{assumed: 10, range: [0, 1e31], reason: as a read}"),
               Catch::Contains("sram[1].write_pj.range[2]: expected a number from"));
    CHECK(errors("value: 4.6", "value: 1e30") == "cost table");
    CHECK(errors("value: 4.6", "value: 1e-30") == "cost table");
}

TEST_CASE("a figure may state its range, which holds it")
{
    const auto range_of = [](const std::string& range) {
        return errors("{assumed: 10, reason: as a read}", "{assumed: 10, range: " + range + ", reason: as a read}");
    };
    CHECK(range_of("[5, 10]") == "cost table");
    CHECK(range_of("[11, 12]") ==
          "c.yaml:8:36: sram[1].write_pj.range: expected a range that holds the figure itself, 10");
    CHECK_THAT(range_of("[5]"), Catch::Contains("expected two numbers, [LOW, HIGH]"));
    CHECK_THAT(range_of("5"), Catch::Contains("expected a list, found \"5\""));
    CHECK_THAT(range_of("[-1, 12]"), Catch::Contains("expected a number of at least 0"));
}

}  // namespace deltasim::test::cost_reader_test
