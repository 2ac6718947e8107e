// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/shipped_devices.hpp"
#include "config/tiny_device.hpp"
#include "config/workspace.hpp"
#include "rooms.hpp"

// Options of a DRAM device: idle states, and the termination of its data lines.

namespace deltasim::test::dram_options_test
{

TEST_CASE("what becomes of an idle channel is read with the times that it takes")
{
    const auto load = [](const std::string& name, std::vector<Override> settings) {
        return load_dram_device(name, "--dram", settings, {{source_directory()}}).device;
    };
    const auto complaint = [&](const std::string& name, std::vector<Override> settings) {
        try {
            static_cast<void>(load(name, std::move(settings)));
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(load("ddr4_2400_8gb_x8", {}).idle == IdlePolicy{});
    CHECK(load("ddr4_2400_8gb_x8", {{"idle", "power_down"}, {"idle_after_cycles", "70"}}).idle ==
          IdlePolicy{IdleState::power_down, 70, 6, 8, 8});
    CHECK(load("ddr4_2400_8gb_x8", {{"idle", "self_refresh"}}).idle ==
          IdlePolicy{IdleState::self_refresh, 0, 7, 432, 512});
    CHECK(load("lpddr4_3200_8gb_x16", {{"idle", "self_refresh"}}).idle ==
          IdlePolicy{IdleState::self_refresh, 0, 24, 460, 460});
    CHECK(load("ddr5_4800_16gb_x8", {{"idle", "self_refresh"}}).idle ==
          IdlePolicy{IdleState::self_refresh, 0, 18, 708, 708});
    CHECK(load("lpddr4x_4266_16gb_x16", {{"idle", "power_down"}}).idle ==
          IdlePolicy{IdleState::power_down, 0, 17, 17, 17});
    CHECK(load("lpddr5_6400_8gb_x16", {{"idle", "self_refresh"}}).idle ==
          IdlePolicy{IdleState::self_refresh, 0, 12, 174, 174});
    // Self-refresh ends with a refresh, whose time does not grow with a slower clock.
    CHECK(load("lpddr4_3200_8gb_x16", {{"idle", "self_refresh"}, {"clock_mhz", "800"}, {"rated_clock_mhz", "1600"}})
              .idle.wake_cycles == 230);
    CHECK(complaint("gddr6_14000_8gb_x16", {{"idle", "power_down"}})
              .starts_with("--set idle=power_down: idle: power_down needs tXP in timing_cycles, which "
                           "gddr6_14000_8gb_x16 lacks"));
    CHECK(complaint("ddr4_2400_8gb_x8", {{"idle", "sleep"}}) ==
          "--set idle=sleep: idle: expected one of standby, power_down, self_refresh, found \"sleep\"");
    CHECK(complaint("ddr4_2400_8gb_x8", {{"idle_after_cycles", "-1"}}).find("idle_after_cycles") != std::string::npos);

    const Workspace workspace;
    workspace.write("d.yaml", with(tiny_device, "standard: DDR4\n", "standard: DDR4\nidle: power_down\n"));
    CHECK(workspace.check("d.yaml").find("d.yaml:2:7: idle: power_down needs tXP in timing_cycles") !=
          std::string::npos);
    const std::string currents = "currents_ma: {idd3n_open_banks: all, rho: {assumed: 1, reason: none}, rails: [{name: "
                                 "VDD, volts: 1, IDD0: 60, IDD2N: 30, IDD3N: 40, IDD2P: 10}]}\n";
    const std::string all = with(tiny_device, "tREFI: 9360", "tREFI: 9360, tXP: 8, tCKE: 6, tRAS: 39, tRP: 17");
    workspace.write("d.yaml", with(all, "standard: DDR4\n", "standard: DDR4\nidle: power_down\n") + currents);
    CHECK(workspace.check("d.yaml").find("d.yaml:2:7: idle: power_down needs IDD3P of every rail in currents_ma, and "
                                         "rail VDD of d lacks it") != std::string::npos);
}

TEST_CASE("DDR5 and SDR SDRAM have the currents of their sheets, and those without any say none")
{
    const auto currents_of = [](const std::string& name) {
        return load_dram_device(name, "--dram", {}, {{source_directory()}}).device.currents;
    };
    const auto milliamperes = [](const SupplyRail& rail, Current current) {
        return rail.milliamperes[static_cast<std::size_t>(current)].value();
    };
    const auto ddr5 = currents_of("ddr5_4800_16gb_x8");
    REQUIRE(ddr5);
    CHECK(ddr5->rails.front().volts == 1.1);
    CHECK(milliamperes(ddr5->rails.front(), Current::IDD0) < milliamperes(ddr5->rails.front(), Current::IDD3N));
    CHECK(ddr5->rho == 0.0);  // above 0.58 an activate would have negative energy
    const auto sdram = currents_of("sdram_133_256mb_x16");
    REQUIRE(sdram);
    CHECK(milliamperes(sdram->rails.front(), Current::IDD4R) == 130.0);
    CHECK(sdram->row_cycles == 6);
    for (const char* const name :
         {"lpddr4x_4266_16gb_x16", "lpddr5_6400_8gb_x16", "gddr6_14000_8gb_x16", "hbm3_16gb", "psram_64mb_x8"}) {
        CHECK_FALSE(currents_of(name));
    }
}

TEST_CASE("the ends of data lines are read, and what they lack is told")
{
    const auto complaint = [](const std::string& text) {
        const Workspace workspace;
        workspace.write("d.yaml", tiny_device + text);
        return workspace.check("d.yaml");
    };
    const std::string ends = "read: {driver_ohm: 34, odt_ohm: 60}, write: {driver_ohm: 40, odt_ohm: 48}";
    CHECK(complaint("termination: {volts: 1.2, to: vtt, " + ends + "}\n")
              .find("termination.to: expected one of vddq, half, ground, found \"vtt\"") != std::string::npos);
    const std::string wrong =
        complaint("termination: {volts: 1.2, to: half, read: {driver_ohm: 34}, write: {driver_ohm: 0, odt_ohm: 48}}\n");
    CHECK(wrong.find("d.yaml:") != std::string::npos);
    CHECK(wrong.find("odt_ohm") != std::string::npos);
    CHECK(wrong.find("termination.write.driver_ohm") != std::string::npos);

    const Workspace workspace;
    std::string device_of_ends = tiny_device;
    device_of_ends.append("termination: {volts: 1.2, to: vddq, ").append(ends).append("}\n");
    workspace.write("configs/dram/ends.yaml", device_of_ends);
    workspace.write("configs/processors/small.yaml",
                    small_processor + std::string("dram: {device: ends, prefetch_depth: 8, write_depth: 8}\n"));
    const DramDevice device = std::get<DramDevice>(workspace.load().processors.front().processor.dram->model);
    REQUIRE(device.termination);
    CHECK(*device.termination == DramTermination{1.2, TerminatedTo::vddq, {34, 60}, {40, 48}, 10});
}

}  // namespace deltasim::test::dram_options_test
