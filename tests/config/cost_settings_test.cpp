// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <variant>
#include <vector>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::cost_settings_test
{

namespace
{

const std::string set_reason = "set on the command line";

CostTable costs_with(const std::vector<Override>& overrides)
{
    return Workspace::load(overrides).processors.front().costs;
}

constexpr const char* table_of_references = R"(ert: mine.ERT.yaml
operations_pj:
  mac: {ert: {component: mac, action: compute}}
  add: {ert: {component: mac, action: idle}}
sram:
  - {cacti: sizes.csv, technology_nm: 45, device: hp}
  - {capacity_kib: 512, width_bits: 64, source: a table, read_pj: 40, write_pj: 50}
)";

constexpr const char* ert = R"(ERT:
  version: '0.4'
  tables:
    - {name: top.mac, actions: [{name: compute, arguments: {}, energy: 3}, {name: idle, arguments: {}, energy: 7}]}
)";

constexpr const char* sizes =
    "technology_nm,device,cell,capacity_bytes,width_bits,banks,read_pj,write_pj,leakage_mw,access_ns\n"
    "45,hp,sram,8192,64,1,1.5,2.5,0.1,1\n"
    "45,hp,sram,65536,64,1,5.5,6.5,0.2,1\n"
    "32,hp,sram,65536,64,1,3.5,4.5,0.3,1\n";

void write_references()
{
    Workspace::write("configs/costs/cheap.yaml", table_of_references);
    Workspace::write("configs/costs/mine.ERT.yaml", ert);
    Workspace::write("configs/costs/sizes.csv", sizes);
}

}  // namespace

TEST_CASE("an override of the number of a figure makes it an assumption")
{
    const Workspace workspace;
    const Cost expected{2.5, set_reason, true};
    for (const char* const key : {"costs.operations_pj.mac", "costs.operations_pj.mac.value",
                                  "costs.operations_pj.mac.assumed", "processor.costs.operations_pj.mac.value"}) {
        INFO(key);
        const CostTable costs = costs_with({{key, "2.5"}});
        CHECK(costs.operation_pj.front().front() == expected);
        CHECK(costs.assumed.at("operations_pj.mac") == set_reason);
    }
    CHECK(costs_with({{"costs.sram[1].write_pj.assumed", "2.5"}}).sram.front().write_pj == expected);
    CHECK(costs_with({{"costs", "cheap"}, {"costs.sram[1].read_pj.value", "2.5"}}).sram.front().read_pj == expected);
    CHECK(Workspace::errors({{"costs.operations_pj.mac.value", "dear"}}) ==
          "--set costs.operations_pj.mac.value=dear: costs.operations_pj.mac.value: expected a number of at least 0, "
          "found \"dear\"");
}

TEST_CASE("an override of a source or a reason says whether a figure is assumed")
{
    const Workspace workspace;
    const auto mac = [](const std::vector<Override>& overrides) {
        return *costs_with(overrides).operation_pj.front().front();
    };
    CHECK(mac({{"costs.operations_pj.mac.source", "a book"}}) == Cost{4.6, "a book", false});
    CHECK(mac({{"costs.operations_pj.mac.reason", "a guess"}}) == Cost{4.6, "a guess", true});
    CHECK(mac({{"costs.operations_pj.mac.source", "a book"}, {"costs.operations_pj.mac", "9"}}) ==
          Cost{9.0, "a book", false});
    CHECK(costs_with({{"costs.sram[1].write_pj.source", "a book"}}).sram.front().write_pj ==
          Cost{10.0, "a book", false});
    CHECK(mac({{"costs.operations_pj.mac.range", "[4, 6]"}}).range == CostRange{4.0, 6.0});
}

TEST_CASE("bare numbers of figures within a value that is set are assumed")
{
    const Workspace workspace;
    const CostTable costs = costs_with(
        {{"costs.sram",
          "[{capacity_kib: 64, width_bits: 64, read_pj: 7, write_pj: 8}, {capacity_kib: 128, width_bits: 64, "
          "source: a book, read_pj: 9, write_pj: {value: 11, source: another}}]"},
         {"costs.operations_pj", "{mac: 3, int8: {add: 2}}"}});
    CHECK(costs.sram[0].read_pj == Cost{7.0, set_reason, true});
    CHECK(costs.sram[0].capacity_bytes == 65536);
    CHECK(costs.sram[1].read_pj == Cost{9.0, "a book", false});
    CHECK(costs.sram[1].write_pj == Cost{11.0, "another", false});
    CHECK(costs.operation_pj[0][0] == Cost{3.0, set_reason, true});
    CHECK(costs.operation_pj[static_cast<std::size_t>(Precision::int8)][1] == Cost{2.0, set_reason, true});
}

TEST_CASE("so are those of a whole table that is set, by itself or within a processor")
{
    const Workspace workspace;
    const std::string table =
        "{name: mine, source: a book, operations_pj: {mac: 3, fp16: {mac: {value: 1, source: it}}}, "
        "sram: [{capacity_kib: 64, width_bits: 64, read_pj: 7, write_pj: 8}]}";
    for (const char* const key : {"costs", "processor.costs"}) {
        INFO(key);
        const CostTable costs = costs_with({{key, table}});
        CHECK(costs.operation_pj[0][0] == Cost{3.0, set_reason, true});
        CHECK(costs.operation_pj[static_cast<std::size_t>(Precision::fp16)][0] == Cost{1.0, "it", false});
        CHECK(costs.sram.front().write_pj == Cost{8.0, set_reason, true});
    }
}

TEST_CASE("an override reaches the reference to an ERT, and what it stands for")
{
    const Workspace workspace;
    write_references();
    const auto mac = [](const std::vector<Override>& overrides) {
        return costs_with(overrides).operation_pj.front().front()->value;
    };
    CHECK(mac({}) == 3.0);
    CHECK(mac({{"costs.operations_pj.mac.ert.times", "4"}}) == 12.0);
    CHECK(mac({{"costs.operations_pj.mac.ert.action", "idle"}}) == 7.0);
    CHECK(mac({{"processor.costs.operations_pj.mac.ert.action", "idle"}, {"costs.operations_pj.mac.ert.times", "2"}}) ==
          14.0);
    CHECK(mac({{"costs.operations_pj.mac.value", "5"}}) == 5.0);
    // Whatever of another figure has been set before.
    CHECK(mac({{"costs.operations_pj.add.value", "5"}, {"costs.operations_pj.mac.ert.times", "4"}}) == 12.0);
    CHECK(mac({{"costs.operations_pj.mac.range", "[2, 4]"}}) == 3.0);
    CHECK(costs_with({{"costs.operations_pj.mac.range", "[2, 4]"}}).operation_pj.front().front()->range ==
          CostRange{2.0, 4.0});
    Workspace::write("other.yaml", with(ert, "energy: 3", "energy: 30"));
    CHECK(mac({{"costs.ert", "other.yaml"}}) == 30.0);
    CHECK(Workspace::errors({{"costs.operations_pj.mac.ert.action", "compose"}})
              .starts_with(
                  "--set costs.operations_pj.mac.ert.action=compose: costs.operations_pj.mac.ert.action: component"));
}

TEST_CASE("an override reaches the reference to a CACTI table, and its rows")
{
    const Workspace workspace;
    write_references();
    const auto rows = [](const std::vector<Override>& overrides) { return costs_with(overrides).sram; };
    REQUIRE(rows({}).size() == 3);
    const auto other = rows({{"costs.sram[1].technology_nm", "32"}});
    REQUIRE(other.size() == 2);
    CHECK(other.front().read_pj.value == 3.5);
    CHECK(rows({{"costs.sram[2].read_pj", "6"}})[1].read_pj == Cost{6.0, set_reason, true});
    CHECK(rows({{"costs.sram[3].write_pj.value", "60"}})[2].write_pj == Cost{60.0, set_reason, true});
    CHECK(Workspace::errors({{"costs.sram[4].read_pj", "6"}}) ==
          "--set costs.sram[4].read_pj=6: costs.sram: no element [4]: expected the number of one, from 1 to 3");
}

TEST_CASE("a longer path changes what a shorter one has put, whichever comes first")
{
    const Workspace workspace;
    CHECK(Workspace::load({{"training.seed", "3"}, {"training", "{seed: 2, batch: 5}"}}).training.seed == 3);
    CHECK(Workspace::load({{"training.seed", "3"}, {"training", "{seed: 2, batch: 5}"}}).training.batch == 5);
    CHECK(Workspace::load({{"processor.dram.device.clock_mhz", "1000"},
                           {"processor", "eyeriss"},
                           {"processor.dram.device", "ddr3_1600_4gb_x8"},
                           {"processor.dram.device.clock_mhz", "700"}})
              .processors.front()
              .processor.clock_rates_hz()
              .back() == 700'000'000);
    CHECK(costs_with({{"costs.register_file_pj", "2"}, {"costs", "horowitz_45nm"}}).register_file_pj ==
          Cost{2.0, set_reason, true});
}

TEST_CASE("cores have a figure an instruction, others by kind, and two powers that go together")
{
    const Workspace workspace;
    Workspace::write("configs/costs/cheap.yaml", R"(cores:
  instruction_pj: {value: 8, source: a table}
  by_kind_pj: {load: {assumed: 9, reason: a guess}, row_end: {value: 1.5, source: a table}}
  run_mw: {value: 30, source: a sheet, range: [20, 40]}
  idle_mw: {value: 2, source: a sheet}
)");
    const CostTable costs = costs_with({});
    REQUIRE(costs.cores);
    CHECK(costs.cores->instruction_pj == Cost{8.0, "a table", false});
    CHECK(costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::load)] == Cost{9.0, "a guess", true});
    CHECK(costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::row_end)] == Cost{1.5, "a table", false});
    CHECK_FALSE(costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::store)]);
    CHECK(costs.cores->run_mw->range == CostRange{20.0, 40.0});
    CHECK(costs.cores->idle_mw->value == 2.0);
    CHECK(costs.assumed.at("cores.by_kind_pj.load") == "a guess");
    const Cost set = costs_with({{"costs.cores.run_mw", "35"}}).cores->run_mw.value();
    CHECK(set.value == 35.0);
    CHECK(set.assumed);

    const std::string file = "configs/costs/cheap.yaml";
    const auto refusal = [&](const std::string& cores) {
        return Workspace::check_text(file,
                                     "name: cheap\nregister_file_pj: {value: 1, source: a}\ncores: " + cores + "\n");
    };
    CHECK(refusal("{instruction_pj: {value: 3, source: a}}") == "cost table");
    CHECK(refusal("{run_mw: {value: 3, source: a}}").find("expected run_mw and idle_mw together") != std::string::npos);
    CHECK(refusal("{by_kind_pj: {memory_wait: {value: 3, source: a}}}").find("memory_wait: unknown key") !=
          std::string::npos);
    CHECK(refusal("{instruction_pj: 3}").find("expected a figure with its source") != std::string::npos);
    CHECK(refusal("{instruction_pj: {value: -3, source: a}}").find("cheap.yaml:3:") != std::string::npos);
}

}  // namespace deltasim::test::cost_settings_test
