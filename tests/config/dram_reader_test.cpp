// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "config/shipped_devices.hpp"
#include "config/tiny_device.hpp"
#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::dram_reader_test
{

namespace
{

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
                              {RuleScope::rank, DramCommand::read, DramCommand::write, 1, 9},
                              {RuleScope::rank, DramCommand::read, DramCommand::read, 1, 4},
                              {RuleScope::rank, DramCommand::write, DramCommand::write, 1, 6},
                              {RuleScope::rank, DramCommand::activate, DramCommand::activate, 4, 20},
                          });
}

TEST_CASE("the DDR4-2400 device has the rules of its data sheet, in clocks")
{
    using enum DramCommand;
    const DramDevice device = load_device("ddr4_2400_8gb_x8");
    CHECK(device.capacity_bytes() == std::uint64_t{16} << 30U);
    CHECK(device.row_bytes() == 8192);
    CHECK(device.burst_bytes() == 64);
    CHECK(device.rules.size() == 22);
    CHECK(delay(device, RuleScope::bank, activate, precharge) == 39);
    CHECK(delay(device, RuleScope::bank, precharge, activate) == 17);
    CHECK(delay(device, RuleScope::bank, write, precharge) == 34);
    CHECK(delay(device, RuleScope::bank_group, write, read) == 25);
    CHECK(delay(device, RuleScope::rank, write, read) == 19);
    CHECK(delay(device, RuleScope::rank, read, write) == 10);
    CHECK(delay(device, RuleScope::rank, activate, activate) == 4);
    CHECK(delay(device, RuleScope::rank, activate, activate, 4) == 26);
    CHECK(delay(device, RuleScope::rank, refresh, activate) == 420);
    CHECK(delay(device, RuleScope::other_rank, read, read) == 5);
    CHECK(delay(device, RuleScope::other_rank, write, read) == -1);
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
          "d.yaml:13:16: timing_cycles: expected tREFI above tRFC, or 0 for no refresh, found 420 and 420");
    CHECK(errors("tREFI: 9360", "tREFI: 0") == "DRAM device");
    const std::string timings = "{CL: 17, CWL: 12, tRCD: 17, tREFI: 9360, tRFC: 420}";
    CHECK(errors(timings, "fast").starts_with("d.yaml:13:16: timing_cycles: expected a mapping, found \"fast\"\n"));
    CHECK(errors("timing_cycles: " + timings + "\n", "").find("missing required key \"timing_cycles\"") !=
          std::string::npos);
    CHECK(errors("CL: 17", "burst: 4, CL: 17") ==
          "d.yaml:13:24: timing_cycles.burst: is not set here: \"burst\" is half of burst_length");
}

TEST_CASE("refreshing single banks needs its timing, and leaves time between")
{
    const std::string of_banks = "refresh: per_bank\ntiming_cycles";
    CHECK(errors("timing_cycles", of_banks) == "d.yaml:14:16: timing_cycles: missing required key \"tRFCpb\"");
    CHECK(errors("timing_cycles: {CL: 17", of_banks + ": {tRFCpb: 2339, CL: 17") == "DRAM device");
    CHECK(errors("timing_cycles: {CL: 17", of_banks + ": {tRFCpb: 2340, CL: 17") ==
          "d.yaml:14:16: timing_cycles: expected tREFI / 4 banks above tRFCpb, as refresh is per_bank, or 0 for no "
          "refresh, found 9360 / 4 and 2340");
}

TEST_CASE("of figures that do not go together, the one that the command line has set is named")
{
    const auto complaint = [](const std::vector<Override>& settings) {
        try {
            static_cast<void>(load_dram_device("ddr4_2400_8gb_x8", "--dram", settings, {{source_directory()}}));
            return std::string();
        } catch (const InputError& error) {
            return std::string(error.what());
        }
    };
    CHECK(complaint({{"timing_cycles.tREFI", "50"}}) ==
          "--set timing_cycles.tREFI=50: timing_cycles.tREFI: expected tREFI above tRFC, or 0 for no refresh, found 50 "
          "and 420");
    CHECK(complaint({{"timing_cycles.tRFC", "9360"}}) ==
          "--set timing_cycles.tRFC=9360: timing_cycles.tRFC: expected tREFI above tRFC, or 0 for no refresh, found "
          "9360 and 9360");
    CHECK(complaint({{"refresh", "per_bank"}, {"timing_cycles.tRFCpb", "600"}})
              .starts_with("--set timing_cycles.tRFCpb=600: timing_cycles.tRFCpb: expected tREFI / 16 banks above "
                           "tRFCpb, as refresh is per_bank, or 0 for no refresh, found 9360 / 16 and 600"));
    CHECK(complaint({{"timing_cycles.tRCD", "900000"}})
              .starts_with("--set timing_cycles.tRCD=900000: timing_cycles.tRCD: timing_cycles.tREFI: expected more "
                           "than "));
    CHECK(complaint({{"timing_cycles.tREFI", "430"}})
              .starts_with("--set timing_cycles.tREFI=430: timing_cycles.tREFI: rules["));
    CHECK(complaint({{"timing_cycles.tREFI", "5"}, {"timing_cycles.tRFC", "0"}})
              .starts_with("--set timing_cycles.tREFI=5: timing_cycles.tREFI: expected more than "));
    CHECK(complaint({{"timing_cycles.tCCD_S", "1"}})
              .starts_with("--set timing_cycles.tCCD_S=1: timing_cycles.tCCD_S: rules["));
    CHECK(complaint({{"timing_cycles.CWL", "900"}}).find("--set timing_cycles.CWL=900: timing_cycles.CWL: rules[") !=
          std::string::npos);
    CHECK(complaint({{"organization.columns", "4"}}) ==
          "--set organization.columns=4: organization.columns: expected columns of at least burst_length");
    CHECK(complaint({{"organization.device_width_bits", "128"}}) ==
          "--set organization.device_width_bits=128: organization.device_width_bits: expected channel_width_bits of at "
          "least device_width_bits");
}

TEST_CASE("a rule that would keep everything but refreshes from ever happening is refused")
{
    const auto with_rule = [](const std::string& head, const std::string& rule) {
        const Workspace workspace;
        return workspace.check_text("d.yaml", with(tiny_device, "timing_cycles: {", head) + "  - {" + rule + "}\n");
    };
    const std::string rank = "timing_cycles: {";
    CHECK(with_rule(rank, "scope: rank, preceding: refresh, following: activate, delay: tREFI - 10") == "DRAM device");
    // Six commands of a clock, and a sixteenth of tRCD and the eight clocks from a read to a write.
    CHECK(with_rule(rank, "scope: rank, preceding: refresh, following: activate, delay: tREFI - 7") ==
          "d.yaml:20:67: rules[6].delay: expected a delay below 9353 clocks, found 9353, since by tREFI the next "
          "refresh is due after 9360 clocks: it takes 26 clocks to open, use and close a row, and no request may wait "
          "for more than 16 refreshes");
    const std::string banks = "refresh: per_bank\ntiming_cycles: {tRFCpb: 100, ";
    CHECK(with_rule(banks, "scope: bank, preceding: refresh_bank, following: activate, delay: 9000") == "DRAM device");
    CHECK(with_rule(banks, "scope: rank, preceding: refresh_bank, following: refresh_bank, delay: 9000")
              .starts_with("d.yaml:21:76: rules[6].delay: expected a delay below 2333 clocks, found 9000, since by "
                           "tREFI the next refresh_bank is due after 2340 clocks: "));
}

TEST_CASE("refreshes that follow one another too soon for any request are refused")
{
    for (const char* tREFI : {"1", "2", "7"}) {
        const Workspace workspace;
        workspace.write("d.yaml",
                        with(with(tiny_device, "tREFI: 9360", std::string("tREFI: ") + tREFI), "tRFC: 420", "tRFC: 0"));
        CHECK(
            workspace.check("d.yaml") ==
            std::string("d.yaml:13:51: timing_cycles.tREFI: expected more than 7 clocks, or 0 for no refresh, found ") +
                tREFI +
                ": it takes 26 clocks to open, use and close a row, and no request may wait for more than 16 "
                "refreshes");
    }
    // Every shipped device is accepted, but not if its refreshes leave only a clock or two.
    for (const std::string& name : shipped_devices()) {
        const DramDevice device = shipped_device(name);
        if (device.refresh_interval_cycles == 0) continue;
        const bool of_banks = device.refresh == RefreshGranularity::per_bank;
        const std::uint64_t busy =
            of_banks ? device.bank_refresh_cycles * device.banks_per_rank() : device.refresh_cycles;
        for (const std::uint64_t more : {1U, 2U, 3U}) {
            INFO(name << ", " << more << " more");
            CHECK_THROWS_AS(load_dram_device(name, "--dram", {{"timing_cycles.tREFI", std::to_string(busy + more)}},
                                             {{source_directory()}}),
                            InputError);
        }
        const std::string enough = std::to_string(2 * busy + 400);
        CHECK_NOTHROW(load_dram_device(name, "--dram", {{"timing_cycles.tREFI", enough}}, {{source_directory()}}));
    }
}

TEST_CASE("a device alone runs more slowly by its clock, its refreshes as often and as long as before")
{
    const auto at = [](const std::string& name, const std::string& mhz) {
        return load_dram_device(name, "--dram", {{"clock_mhz", mhz}}, {{source_directory()}}).device;
    };
    for (const std::string& name : shipped_devices()) {
        const DramDevice rated = shipped_device(name);
        if (rated.refresh_interval_cycles == 0) continue;
        const auto seconds = [](std::uint64_t cycles, const DramDevice& device) {
            return static_cast<double>(cycles) / static_cast<double>(device.clock_hz);
        };
        for (const double share : {0.5, 0.75, 1.0}) {
            const double mhz = static_cast<double>(rated.rated_clock_hz) / 1e6 * share;
            const DramDevice slower = at(name, std::to_string(mhz));
            INFO(name << " at " << mhz << " MHz");
            CHECK(slower.rated_clock_hz == rated.rated_clock_hz);
            CHECK(static_cast<double>(slower.clock_hz) == Approx(mhz * 1e6));
            CHECK(slower.read_latency_cycles == rated.read_latency_cycles);
            const double clock = 1.0 / static_cast<double>(slower.clock_hz);
            CHECK(seconds(slower.refresh_interval_cycles, slower) ==
                  Approx(seconds(rated.refresh_interval_cycles, rated)).margin(clock));
            CHECK(seconds(slower.refresh_cycles, slower) == Approx(seconds(rated.refresh_cycles, rated)).margin(clock));
            CHECK(seconds(slower.bank_refresh_cycles, slower) ==
                  Approx(seconds(rated.bank_refresh_cycles, rated)).margin(clock));
        }
    }
    CHECK_THROWS_WITH(at("ddr4_2400_8gb_x8", "1200.5"),
                      "--set clock_mhz=1200.5: clock_mhz: expected at most 1200, which ddr4_2400_8gb_x8 is rated for");
}

TEST_CASE("a wrong rule is diagnosed at its word")
{
    CHECK(errors("CL + burst - CWL", "CL + brust - CWL") ==
          "d.yaml:16:66: rules[2].delay: unknown timing \"brust\", did you mean \"burst\"?");
    CHECK(errors("CL + burst - CWL", "\"CL + burst * 2\"") ==
          "d.yaml:16:73: rules[2].delay: expected + or -, found \"* 2\"");
    CHECK(errors("CL + burst - CWL", "CWL - CL") ==
          "d.yaml:16:61: rules[2].delay: expected a delay of at least 0 clocks, found -5");
    CHECK(errors("scope: rank", "scope: bank_grup") ==
          "d.yaml:16:13: rules[2].scope: expected one of bank, bank_group, rank, other_rank, found \"bank_grup\", did "
          "you mean \"bank_group\"?");
    CHECK(errors("window: 4", "window: 0") ==
          "d.yaml:19:80: rules[5].window: expected a whole number from 1 to 64, found \"0\"");
    const Workspace workspace;
    const std::string again = "  - {scope: bank, preceding: activate, following: read, delay: 3}\n";
    CHECK(workspace.check_text("d.yaml", tiny_device + again) ==
          "d.yaml:20:5: rules[6]: another rule has the same scope, commands and window");
}

TEST_CASE("rules that the controller does not keep are refused")
{
    CHECK(errors("delay: CL + burst - CWL", "delay: CL + burst - CWL, window: 2") ==
          "d.yaml:16:5: rules[2]: only a rule from activate to activate with scope rank may have a window above 1");
    CHECK(errors("scope: rank, preceding: activate", "scope: bank_group, preceding: activate") ==
          "d.yaml:19:5: rules[5]: only a rule from activate to activate with scope rank may have a window above 1");
    const auto with_rule = [](const std::string& scope, const std::string& preceding, const std::string& following) {
        const Workspace workspace;
        return workspace.check_text("d.yaml", std::string(tiny_device) + "  - {scope: " + scope + ", preceding: " +
                                                  preceding + ", following: " + following + ", delay: 3}\n");
    };
    CHECK(with_rule("rank", "precharge", "refresh") == "DRAM device");
    CHECK(with_rule("bank", "precharge", "refresh") ==
          "d.yaml:20:5: rules[6]: a refresh is for a whole rank: expected scope rank, not bank");
    CHECK(with_rule("other_rank", "refresh", "refresh") ==
          "d.yaml:20:5: rules[6]: a refresh is for a whole rank: expected scope rank, not other_rank");
    CHECK(with_rule("bank", "precharge", "refresh_bank") == "DRAM device");
    CHECK(with_rule("rank", "activate", "refresh_bank") == "DRAM device");
    CHECK(with_rule("rank", "precharge", "refresh_bank") == "d.yaml:20:5: rules[6]: refresh_bank waits only for the "
                                                            "precharge of its own bank: expected scope bank, not rank");
}

TEST_CASE("rules that let two bursts meet on the data bus are refused with the least delay")
{
    // The bursts of a write at 0 and a read at 0 are from 12 to 16 and from 17 on: that pair needs no rule.
    CHECK(errors("CL + burst - CWL", "CL + burst - CWL - 1") ==
          "d.yaml:16:61: rules[2].delay: expected a delay of at least 9 clocks from read to write, found 8: their "
          "bursts would overlap on the data bus");
    CHECK(errors("following: read, delay: 4", "following: read, delay: 3") ==
          "d.yaml:17:60: rules[3].delay: expected a delay of at least 4 clocks from read to read, found 3: their "
          "bursts would overlap on the data bus");
    CHECK(
        errors("scope: rank, preceding: write", "scope: bank_group, preceding: write") ==
        "d.yaml:15:3: rules: lacks a rule of scope rank from write to write that keeps their bursts apart on the data "
        "bus: expected a delay of at least 4 clocks");
    CHECK(errors("CL: 17, CWL: 12", "CL: 16, CWL: 17") ==
          "d.yaml:15:3: rules: lacks a rule of scope rank from write to read that keeps their bursts apart on the data "
          "bus: expected a delay of at least 5 clocks");
    const std::string two_ranks = errors("ranks: 1", "ranks: 2");
    CHECK(two_ranks.substr(0, two_ranks.find('\n')) ==
          "d.yaml:15:3: rules: lacks a rule of scope other_rank from read to read that keeps their bursts apart on the "
          "data bus: expected a delay of at least 4 clocks");
    // What is already reported as wrong is not reported again.
    CHECK(errors("burst_length: 8", "burst_length: 7") ==
          "d.yaml:11:17: organization.burst_length: expected a power of two, found \"7\"");
}

}  // namespace deltasim::test::dram_reader_test
