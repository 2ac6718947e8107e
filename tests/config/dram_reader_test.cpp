// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "config/workspace.hpp"

namespace deltasim::test
{

namespace
{

constexpr const char* tiny_device = R"(standard: DDR4
clock_mhz: 1200
organization:
  ranks: 1
  bank_groups: 2
  banks_per_group: 2
  rows: 16
  columns: 64
  device_width_bits: 8
  channel_width_bits: 64
  burst_length: 8
mapping: [row, rank, bank, column, bank_group]
timing_cycles: {CL: 17, CWL: 12, tRCD: 17, tREFI: 9360, tRFC: 420}
rules:
  - {scope: bank, preceding: activate, following: read, delay: tRCD}
  - {scope: rank, preceding: read, following: write, delay: CL + burst - CWL, window: 2}
)";

/// What is said about an altered device.
std::string errors(const std::string& from, const std::string& to)
{
    const Workspace workspace;
    workspace.write("d.yaml", with(tiny_device, from, to));
    return workspace.check("d.yaml");
}

DramDevice load_device(const std::string& name)
{
    const Workspace workspace;
    workspace.write("configs/dram/tiny_device.yaml", tiny_device);
    workspace.write("configs/processors/small.yaml",
                    small_processor + ("dram: {device: " + name + ", prefetch_depth: 8, write_depth: 8}\n"));
    return std::get<DramDevice>(workspace.load().processors.front().processor.dram->model);
}

/// The delay of a rule, or -1 where there is none.
std::int64_t delay(const DramDevice& device, RuleScope scope, DramCommand preceding, DramCommand following,
                   std::uint64_t window = 1)
{
    const auto rule = std::find_if(device.rules.begin(), device.rules.end(), [&](const TimingRule& r) {
        return r.scope == scope && r.preceding == preceding && r.following == following && r.window == window;
    });
    return rule == device.rules.end() ? -1 : rule->delay_cycles;
}

}  // namespace

TEST_CASE("a device is read as written")
{
    const DramDevice device = load_device("tiny_device");
    CHECK(device.name == "tiny_device");
    CHECK(device.clock_hz == 1'200'000'000);
    CHECK(device.banks() == 4);
    CHECK(device.read_latency_cycles == 17);
    CHECK(device.write_latency_cycles == 12);
    CHECK(device.refresh_interval_cycles == 9360);
    CHECK(device.refresh_cycles == 420);
    CHECK(device.mapping.front() == AddressField::row);
    CHECK(device.rules == std::vector<TimingRule>{
                              {RuleScope::bank, DramCommand::activate, DramCommand::read, 1, 17},
                              {RuleScope::rank, DramCommand::read, DramCommand::write, 2, 9},
                          });
}

TEST_CASE("the DDR4-2400 device has the rules of its data sheet, in clocks")
{
    using enum DramCommand;
    const DramDevice device = load_device("ddr4_2400_8gb_x8");
    CHECK(device.capacity_bytes() == std::uint64_t{16} << 30U);
    CHECK(device.row_bytes() == 8192);
    CHECK(device.burst_bytes() == 64);
    CHECK(device.rules.size() == 25);
    CHECK(delay(device, RuleScope::bank, activate, activate) == 56);
    CHECK(delay(device, RuleScope::bank, write, precharge) == 34);
    CHECK(delay(device, RuleScope::bank_group, write, read) == 25);
    CHECK(delay(device, RuleScope::rank, write, read) == 19);
    CHECK(delay(device, RuleScope::rank, read, write) == 10);
    CHECK(delay(device, RuleScope::rank, activate, activate) == 4);
    CHECK(delay(device, RuleScope::rank, activate, activate, 4) == 26);
    CHECK(delay(device, RuleScope::rank, refresh, activate) == 420);
    CHECK(delay(device, RuleScope::other_rank, read, read) == 5);
    CHECK(delay(device, RuleScope::other_rank, write, read) == 0);
}

TEST_CASE("sizes of a device are powers of two that fit together")
{
    CHECK(errors("rows: 16", "rows: 24") == "d.yaml:7:9: organization.rows: expected a power of two, found \"24\"");
    CHECK(errors("ranks: 1", "ranks: 128") ==
          "d.yaml:4:10: organization.ranks: expected a whole number from 1 to 64, found \"128\"");
    CHECK(errors("columns: 64", "columns: 4") == "d.yaml:4:3: organization: expected columns of at least burst_length");
    CHECK(errors("device_width_bits: 8", "device_width_bits: 128") ==
          "d.yaml:4:3: organization: expected channel_width_bits of at least device_width_bits");
    CHECK(errors("  rows: 16\n", "") == "d.yaml:4:3: organization: missing required key \"rows\"");
}

TEST_CASE("a mapping has every field once")
{
    CHECK(errors("row, rank", "rank") ==
          "d.yaml:12:10: mapping: lacks row, of which there are 16: expected each of "
          "channel, row, rank, bank_group, bank, column once, from the most significant");
    CHECK(errors("row, rank", "row, row") == "d.yaml:12:16: mapping[2]: \"row\" is listed twice");
    CHECK(errors("row, rank", "raw, rank") == "d.yaml:12:11: mapping[1]: expected one of channel, row, rank, "
                                              "bank_group, bank, column, found \"raw\", did you mean "
                                              "\"row\"?");
}

TEST_CASE("timings of a device are clocks, and refresh leaves time between")
{
    CHECK(errors("CL: 17, ", "") == "d.yaml:13:16: timing_cycles: missing required key \"CL\"");
    CHECK(errors("tRCD: 17", "tRCD: 14.16") ==
          "d.yaml:13:40: timing_cycles.tRCD: expected a whole number from 0 to 1000000, found \"14.16\"");
    CHECK(errors("tREFI: 9360", "tREFI: 420") ==
          "d.yaml:13:16: timing_cycles: expected tREFI above tRFC, or 0 for no refresh");
    CHECK(errors("tREFI: 9360", "tREFI: 0") == "DRAM device");
    CHECK(errors("CL: 17", "burst: 4, CL: 17") ==
          "d.yaml:13:24: timing_cycles.burst: is not set here: \"burst\" is half of burst_length");
}

TEST_CASE("a wrong rule is diagnosed at its word")
{
    CHECK(errors("CL + burst - CWL", "CL + brust - CWL") ==
          "d.yaml:16:66: rules[2].delay: unknown timing \"brust\", did you mean \"burst\"?");
    CHECK(errors("CL + burst - CWL", "\"CL + burst * 2\"") ==
          "d.yaml:16:73: rules[2].delay: expected + or -, found \"* 2\"");
    CHECK(errors("CL + burst - CWL", "CWL - CL") ==
          "d.yaml:16:61: rules[2].delay: expected a delay of at least 0 clocks, this is -5");
    CHECK(errors("scope: rank", "scope: bank_grup") ==
          "d.yaml:16:13: rules[2].scope: expected one of bank, bank_group, rank, other_rank, found \"bank_grup\", did "
          "you mean \"bank_group\"?");
    CHECK(errors("window: 2", "window: 0") ==
          "d.yaml:16:87: rules[2].window: expected a whole number from 1 to 64, found \"0\"");
    CHECK(errors("scope: rank, preceding: read, following: write",
                 "scope: bank, preceding: activate, following: read") == "DRAM device");
    const Workspace workspace;
    const std::string again = "  - {scope: bank, preceding: activate, following: read, delay: 3}\n";
    CHECK(workspace.check_text("d.yaml", tiny_device + again) ==
          "d.yaml:17:5: rules[3]: another rule has the same scope, commands and window");
}

}  // namespace deltasim::test
