// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::cacti_rows_test
{

namespace
{

constexpr const char* lookup = R"(# made up
technology_nm,device,cell,capacity_bytes,width_bits,banks,read_pj,write_pj,leakage_mw,access_ns
45,lstp,sram,1024,64,1,1.5,2.5,0.25,1
45,lstp,sram,4096,64,4,3,4,1e-4,1
22,hp,sram,1024,64,1,5,6,7,1
)";

constexpr const char* table = R"(technology_nm: 45
sram: {cacti: lookup.csv, technology_nm: 45, device: lstp}
)";

/// What is said about a table and its lookup, both in configs/costs.
std::string errors(const std::string& costs, const std::string& rows)
{
    const Workspace workspace;
    workspace.write("configs/costs/lookup.csv", rows);
    return workspace.check_text("configs/costs/c.yaml", costs);
}

}  // namespace

TEST_CASE("a table's reference to CACTI stands for every row of that technology and device, to the digit")
{
    const Workspace workspace;
    workspace.write("configs/costs/lookup.csv", lookup);
    workspace.write("configs/costs/cheap.yaml", table);
    const std::vector<SramCost> sram = workspace.load().processors.front().costs.sram;
    REQUIRE(sram.size() == 2);
    const std::string source = "CACTI 7, 45 nm itrs-lstp, 300 K, Optimize ED^2 (lookup.csv:";
    CHECK(sram[0] == SramCost{1024,
                              64,
                              Cost{1.5, source + "3)", false},
                              Cost{2.5, source + "3)", false},
                              Cost{0.25, source + "3)", false},
                              {},
                              1,
                              OnChipKind::sram});
    CHECK(sram[1].banks == 4);
    CHECK(sram[1].leakage_mw->value == 1e-4);
    const auto other = workspace.load({{"costs.sram.technology_nm", "22"}, {"costs.sram.device", "hp"}});
    CHECK(other.processors.front().costs.sram.front().read_pj.value == 5.0);
}

TEST_CASE("a reference to CACTI may stand among rows of the table's own")
{
    const Workspace workspace;
    workspace.write("configs/costs/lookup.csv", lookup);
    workspace.write("configs/costs/cheap.yaml",
                    "sram:\n  - {cell: edram, capacity_kib: 1, width_bits: 64, source: s, read_pj: 1, write_pj: 1}\n"
                    "  - {cacti: lookup.csv, technology_nm: 45, device: lstp}\n");
    CHECK(workspace.load().processors.front().costs.sram.size() == 3);
}

TEST_CASE("what a table asks of a lookup and the lookup does not have is named")
{
    CHECK(errors(table, lookup) == "cost table");
    CHECK(errors(with(table, "nm: 45, d", "nm: 40, d"), lookup) ==
          "configs/costs/c.yaml:2:7: sram: configs/costs/lookup.csv has no rows of 40 nm lstp, it has 22 nm hp, 45 nm "
          "lstp");
    CHECK(errors(with(table, "lstp", "lspt"), lookup) == "configs/costs/c.yaml:2:54: sram.device: expected one of hp, "
                                                         "lstp, lop, found \"lspt\", did you mean \"lstp\"?");
    CHECK(errors(with(table, "lookup", "missing"), lookup) == "configs/costs/missing.csv: no such file");
    CHECK(errors(with(table, ", device: lstp", ""), lookup) ==
          "configs/costs/c.yaml:2:7: sram: missing required key \"device\"");
    CHECK(errors(with(table, "device", "kind: x, device"), lookup) ==
          "configs/costs/c.yaml:2:46: sram.kind: unknown key, expected one of cacti, technology_nm, device");
}

TEST_CASE("every wrong line of a lookup is named")
{
    CHECK(errors(table, with(with(lookup, "1.5", "cheap"), "4096,64,4", "0,64,4")) ==
          "configs/costs/lookup.csv:3:1: read_pj: expected a number of at least 0, found \"cheap\"\n"
          "configs/costs/lookup.csv:4:1: capacity_bytes: expected a whole number of at least 1, found \"0\"");
    CHECK(errors(table, with(lookup, "1.5,", "")) == "configs/costs/lookup.csv:3:1: expected 10 cells, found 9");
    CHECK(errors(table, with(lookup, "sram,1024", "edram,1024")) ==
          "configs/costs/lookup.csv:3:1: cell: expected one of sram, found \"edram\"");
    CHECK(errors(table, with(lookup, "lstp,sram", "llp,sram")) ==
          "configs/costs/lookup.csv:3:1: device: expected one of hp, lstp, lop, found \"llp\"");
    CHECK(
        errors(table, with(lookup, "banks", "bank")) ==
        "configs/costs/lookup.csv:2:1: expected the columns technology_nm,device,cell,capacity_bytes,width_bits,banks,"
        "read_pj,write_pj,leakage_mw,access_ns,area_mm2");
    CHECK(errors(table, "# nothing\n") == "configs/costs/lookup.csv: expected rows of SRAM costs, found none");
}

TEST_CASE("a lookup may have the area of its memories, and earlier ones have none")
{
    const auto first_area = [](const std::string& rows) {
        const Workspace workspace;
        workspace.write("configs/costs/lookup.csv", rows);
        workspace.write("configs/costs/c.yaml", table);
        const auto sram = workspace.load({{"costs", "c"}}).processors.front().costs.sram;
        return sram.front().area_mm2 ? sram.front().area_mm2->value : -1.0;
    };
    CHECK(first_area(lookup) == -1.0);
    std::string with_area = with(with(lookup, "access_ns", "access_ns,area_mm2"), "0.25,1", "0.25,1,0.125");
    with_area = with(with(with_area, "1e-4,1", "1e-4,1,2"), "6,7,1", "6,7,1,3");
    CHECK(first_area(with_area) == 0.125);
    CHECK(errors(table, with(with_area, "0.125", "much")) ==
          "configs/costs/lookup.csv:3:1: area_mm2: expected a number of at least 0, found \"much\"");
    CHECK(errors(table, with(with_area, ",0.125", "")) == "configs/costs/lookup.csv:3:1: expected 11 cells, found 10");
}

TEST_CASE("the shipped lookup has the figures of CACTI runs that are published elsewhere")
{
    // Accelergy's log of an SRAM of 131,072 bytes, 64 bits, one bank, 32 nm: read 1.81554e-11 J, write 1.41095e-11 J,
    // leakage 5.64529e-15 J in 1 ns.
    const Workspace workspace;
    const auto sram = workspace.load({{"costs", "cacti_32nm_lstp"}}).processors.front().costs.sram;
    const auto row = std::find_if(sram.begin(), sram.end(), [](const SramCost& candidate) {
        return candidate.capacity_bytes == 131072 && candidate.width_bits == 64 && candidate.banks == 1;
    });
    REQUIRE(row != sram.end());
    CHECK(row->read_pj.value == Approx(18.1554).epsilon(1e-6));
    CHECK(row->write_pj.value == Approx(14.1095).epsilon(1e-6));
    CHECK(row->leakage_mw->value == Approx(0.00564529).epsilon(1e-5));
}

}  // namespace deltasim::test::cacti_rows_test
