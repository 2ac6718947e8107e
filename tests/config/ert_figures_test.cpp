// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <variant>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::ert_figures_test
{

namespace
{

constexpr const char* version_0_4 = R"(ERT:
  version: '0.4'
  tables:
    - name: chip.glb[1..1]
      actions:
        - name: read
          arguments: {address_delta: 0, data_delta: 0}
          energy: 2
        - name: read
          arguments: {address_delta: 1, data_delta: 1}
          energy: 8
        - {name: write, arguments: {}, energy: 1e1}
        - {name: leak, arguments: {global_cycle_seconds: 2e-09, action_latency_cycles: 1}, energy: 0.5}
    - name: chip.PE.mac[0..167]
      actions:
        - {name: compute, arguments: {}, energy: 1.5}
        - {name: leak, arguments: {}, energy: 0.25}
    - {name: chip.DRAM, actions: [{name: read, arguments: {}, energy: 512}]}
)";

constexpr const char* version_0_2 = R"(ERT:
  version: 0.2
  tables:
    chip.glb:
      read: [{arguments: {address_delta: 0}, energy: 2}, {arguments: {address_delta: 1}, energy: 8}]
      write: {energy: 10}
    chip.PE.mac[0..167]:
      compute: {energy: 1.5}
)";

constexpr const char* table = R"(technology_nm: 40
ert: ert/mine.yaml
operations_pj:
  mac: {ert: {component: mac, action: compute}}
)";

ExperimentConfig load_with(const std::string& ert, const std::string& costs)
{
    Workspace::write("configs/costs/ert/mine.yaml", ert);
    Workspace::write("configs/costs/cheap.yaml", costs);
    return Workspace::load();
}

CostTable costs_with(const std::string& ert, const std::string& costs)
{
    return load_with(ert, costs).processors.front().costs;
}

std::string errors(const std::string& costs, const std::string& ert = version_0_4)
{
    const Workspace workspace;
    workspace.write("ert/mine.yaml", ert);
    return workspace.check_text("c.yaml", costs);
}

}  // namespace

TEST_CASE("a figure is an action's energy in the ERT, with its place as the source")
{
    const Workspace workspace;
    const CostTable costs = costs_with(version_0_4, table);
    CHECK(costs.operation_pj.front()[0] ==
          Cost{1.5, "Accelergy ERT mine.yaml:16, component chip.PE.mac[0..167], action compute", false});
    for (const char* version : {"'0.4'", "0.4", "0.3", "\"0.3\""}) {
        CHECK(costs_with(with(version_0_4, "'0.4'", version), table) == costs);
    }
    CHECK(costs_with(version_0_2, table).operation_pj.front()[0]->value == 1.5);
}

TEST_CASE("an action with several combinations of arguments costs the largest")
{
    const Workspace workspace;
    const std::string row =
        "ert: ert/mine.yaml\nsram:\n  - {capacity_kib: 8, width_bits: 64, read_pj: {ert: {component: "
        "glb, action: read}}, write_pj: {ert: {component: chip.glb, action: write}}}\n";
    CHECK(costs_with(version_0_2, row).sram[0].read_pj.value == 8.0);
    const CostTable costs = costs_with(version_0_4, with(row, "chip.glb", "'chip.glb[1..1]'"));
    CHECK(costs.sram[0].read_pj.value == 8.0);
    CHECK(costs.sram[0].write_pj.value == 10.0);
}

TEST_CASE("leakage is of a clock, DRAM is of the action's width, and several actions may make one of ours")
{
    const Workspace workspace;
    const CostTable costs = costs_with(
        version_0_4, "ert: ert/mine.yaml\n"
                     "static: {pe_mw_per_lane: {ert: {component: mac, action: leak, cycle_seconds: 5e-09}}}\n"
                     "dram:\n  read_pj_per_bit: {ert: {component: DRAM, action: read, width_bits: 64}}\n"
                     "  static_mw: {ert: {component: glb, action: leak}}\n"
                     "register_file_pj: {ert: {component: mac, action: compute, times: 2}}\n");
    CHECK(costs.pe_static_mw->value == Approx(0.05));
    const auto& dram = std::get<PerAccessDram>(costs.dram);
    CHECK(dram.static_mw->value == Approx(0.25));
    CHECK(dram.read_pj_per_bit ==
          Cost{8.0, "Accelergy ERT mine.yaml:18, component chip.DRAM, action read, of 64 bits", false});
    CHECK(costs.register_file_pj ==
          Cost{3.0, "Accelergy ERT mine.yaml:16, component chip.PE.mac[0..167], action compute, 2 times", false});
}

TEST_CASE("an assumption may be built on an action, and keeps its reason")
{
    const Workspace workspace;
    const CostTable costs =
        costs_with(version_0_4, with(table, "{ert: {component: mac, action: compute}}",
                                     "{assumed: {ert: {component: mac, action: compute, times: 16}}, reason: wider}"));
    CHECK(costs.operation_pj.front()[0] == Cost{24.0, "wider", true});
}

TEST_CASE("an unknown component or action is refused with the nearest names")
{
    CHECK(errors(table) == "cost table");
    CHECK(
        errors(with(table, "component: mac", "component: mca")) ==
        "c.yaml:4:26: operations_pj.mac.ert.component: ert/mine.yaml has no component \"mca\", did you mean \"mac\"?");
    CHECK(errors(with(table, "component: mac", "component: xyzzy")) ==
          "c.yaml:4:26: operations_pj.mac.ert.component: ert/mine.yaml has no component \"xyzzy\", it has DRAM, "
          "chip.DRAM, chip.PE.mac[0..167], chip.glb[1..1], glb, mac");
    CHECK(errors(with(table, "action: compute", "action: compose")) ==
          "c.yaml:4:39: operations_pj.mac.ert.action: component \"chip.PE.mac[0..167]\" at ert/mine.yaml:14 has no "
          "action "
          "\"compose\", did you mean \"compute\"?");
    CHECK(errors(table, with(version_0_4, "chip.DRAM", "other.mac")) ==
          "c.yaml:4:26: operations_pj.mac.ert.component: ert/mine.yaml has several components \"mac\", expected the "
          "whole path of one of them: chip.PE.mac[0..167], other.mac");
}

TEST_CASE("any part of a component's path may be an array")
{
    const Workspace workspace;
    const auto mac_of = [](const std::string& path, const std::string& name) {
        return costs_with(with(version_0_4, "chip.PE.mac[0..167]", path),
                          with(table, "component: mac", "component: " + name))
            .operation_pj.front()
            .front()
            ->value;
    };
    for (const char* const path :
         {"top.PE[0..3].adder", "top[1..2].PE[0..3].adder[0..15]", "adder[0..1]", "top.adder"}) {
        CHECK(mac_of(path, "adder") == 1.5);
        CHECK(mac_of(path, "'" + std::string(path) + "'") == 1.5);
    }
    CHECK(mac_of("top[1..2].PE[0..3].adder[0..15]", "top.PE.adder") == 1.5);  // without its ranges
    CHECK(errors(with(table, "component: mac", "component: PE"),
                 with(version_0_4, "chip.PE.mac[0..167]", "chip.PE[0..3].mac"))
              .find("has no component \"PE\"") != std::string::npos);
}

TEST_CASE("what a figure needs beside its energy is asked for")
{
    const std::string per_bit =
        "technology_nm: 40\nert: ert/mine.yaml\ninterconnect_pj_per_bit: {ert: {component: DRAM, action: read}}\n";
    CHECK(errors(per_bit) == "c.yaml:3:32: interconnect_pj_per_bit.ert: missing required key \"width_bits\"");
    const std::string power =
        "technology_nm: 40\nert: ert/mine.yaml\nstatic: {pe_mw_per_lane: {ert: {component: mac, action: leak}}}\n";
    CHECK(errors(power) ==
          "c.yaml:3:32: static.pe_mw_per_lane.ert: missing required key \"cycle_seconds\", as the action "
          "has no argument global_cycle_seconds");
    CHECK(errors(with(power, "component: mac, action: leak", "component: glb, action: leak, cycle_seconds: 1e-9")) ==
          "c.yaml:3:32: static.pe_mw_per_lane.ert: cycle_seconds is 1e-09, but the action's global_cycle_seconds is "
          "2e-09");
    CHECK(errors(with(table, "action: compute", "action: compute, width_bits: 8")) ==
          "c.yaml:4:48: operations_pj.mac.ert.width_bits: unknown key, expected one of component, action, times");
}

TEST_CASE("a file that is no ERT is refused")
{
    CHECK(errors(with(table, "mine", "yours")) == "ert/yours.yaml: no such file");
    CHECK(errors(with(table, "ert: ert/mine.yaml\n", "")) ==
          "c.yaml:3:8: names an action of an ERT, and the cost table has no key \"ert\" that names its file");
    CHECK(errors(table, with(version_0_4, "'0.4'", "0.5")) ==
          "ert/mine.yaml:2:12: ERT.version: expected one of 0.2, 0.3, 0.4, found \"0.5\", did you mean \"0.2\"?");
    CHECK_THAT(errors(table, with(version_0_4, "energy: 1.5", "energy: much")),
               Catch::Contains("ert/mine.yaml:16:") &&
                   Catch::Contains("expected a number of at least 0, found \"much\""));
    CHECK(errors(table, with(version_0_4, "ERT:", "ERT_summary:")) ==
          "ert/mine.yaml:1:1: expected an energy reference table, found the summary of one; its ERT is the file beside "
          "it");
}

}  // namespace deltasim::test::ert_figures_test
