// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

#include "energy/datasheet_device.hpp"
#include "energy/dram_commands.hpp"
#include "energy/dram_energy.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Compares Micron's formula with the figures of Micron's spreadsheet, and with DRAMsim3, which uses the same formula.

namespace deltasim::test::micron_golden_test
{

namespace
{

using nlohmann::json;

/// DDR3 2Gb x8 -125E of Micron's DDR3_Power_Calc.xlsm, as gaomy3832/energydram tests it: 1.5 V, 1.25 ns; a clock of
/// 0.0125 ns makes its 47.5 ns of tRC whole clocks.
DramDevice spreadsheet_device()
{
    DramDevice device = round_device();
    device.clock_hz = 80'000'000'000;
    device.refresh_cycles = 160 * 80;
    DramCurrents& currents = *device.currents;
    currents.rails = {rail("VDD", 1.5, {95, 95, 42, 45, 180, 185, 215})};
    currents.row_cycles = 35 * 80;
    currents.precharge_cycles = 1000;  // 12.5 ns
    return device;
}

/// The power in mW of an energy in so many nanoseconds.
double milliwatts(Picojoules energy, double nanoseconds) { return energy.value() / nanoseconds; }

DramEnergy micron(const DramCounts& counts, const DramDevice& device)
{
    return datasheet_energy(counts, device, DatasheetFormula::micron);
}

DramDevice dramsim3_device()
{
    DramDevice device = round_device();
    device.clock_hz = 1'200'000'000;
    device.ranks = 2;
    device.bank_groups = 4;
    device.channel_width_bits = 64;
    device.refresh_cycles = 420;
    DramCurrents& currents = *device.currents;
    currents.rails = {rail("VDD", 1.2, {48, 48, 34, 43, 135, 123, 250})};
    currents.row_cycles = 39;
    currents.precharge_cycles = 17;
    return device;
}

/// The counts of both ranks of a list, each of them counted alone.
DramCounts counts_of(const json& listed)
{
    DramCounts sum;
    for (std::uint64_t rank = 0; rank < 2; ++rank) {
        std::vector<ListedCommand> commands;
        for (const json& entry : listed["row_commands"]) {
            if (entry[2] != rank) continue;
            const std::string type = entry[1];
            commands.push_back({entry[0],
                                type == "activate"    ? "ACT"
                                : type == "precharge" ? "PRE"
                                                      : "REFA",
                                type == "refresh" ? 0 : entry[3].get<std::uint64_t>()});
        }
        const DramCounts counts = deltasim::test::counts_of(commands, listed["cycles"], {.banks = 16});
        sum.activates += counts.activates;
        sum.precharges += counts.precharges;
        sum.refreshes += counts.refreshes;
        sum.rank_active_cycles += counts.rank_active_cycles;
    }
    sum.cycles = listed["cycles"];
    sum.reads = listed["reads"];
    sum.writes = listed["writes"];
    return sum;
}

}  // namespace

TEST_CASE("Micron's formula gives the power that Micron's spreadsheet gives, to its tenth of a milliwatt")
{
    using enum DramEnergyKind;
    const DramDevice device = spreadsheet_device();
    DramCounts counts;
    counts.activates = 1;
    counts.reads = 1;
    counts.writes = 1;
    counts.refreshes = 1;
    counts.cycles = 80'000;  // 1000 ns, all precharged
    const DramEnergy energy = micron(counts, device);
    constexpr double burst_ns = 4 * 0.0125;
    CHECK(milliwatts(energy.of(activate), 47.5) == Approx(76.2).margin(0.05));
    CHECK(milliwatts(energy.of(read), burst_ns) == Approx(202.5).margin(0.05));
    CHECK(milliwatts(energy.of(write), burst_ns) == Approx(210.0).margin(0.05));
    CHECK(milliwatts(energy.of(refresh), 7800) == Approx(5.2).margin(0.05));
    CHECK(milliwatts(energy.of(precharged_background), 1000) == Approx(63.0).margin(0.05));
    counts.rank_active_cycles = counts.cycles;
    CHECK(milliwatts(micron(counts, device).of(active_background), 1000) == Approx(67.5).margin(0.05));
}

TEST_CASE("the energy of DRAMsim3's command lists is its own, once its V x mA x clocks are picojoules")
{
    using enum DramEnergyKind;
    std::ifstream file(source_directory() + "/tests/energy/data/dramsim3_ddr4.json");
    const json golden = json::parse(file);
    REQUIRE(golden["cases"].size() == 4);
    for (const json& listed : golden["cases"]) {
        INFO(listed["name"].get<std::string>());
        const DramEnergy energy = micron(counts_of(listed), dramsim3_device());
        const auto printed = [&](const char* kind) {
            return Approx(listed["expected"][kind].get<double>() / 1.2).epsilon(1e-12);  // a clock is 1/1.2 ns
        };
        CHECK(energy.of(activate).value() == printed("activate"));
        CHECK(energy.of(read).value() == printed("read"));
        CHECK(energy.of(write).value() == printed("write"));
        CHECK(energy.of(refresh).value() == printed("refresh"));
        CHECK(energy.of(active_background).value() == printed("active_background"));
        CHECK(energy.of(precharged_background).value() == printed("precharged_background"));
        CHECK((energy.commands() + energy.background()).value() == printed("total"));
        CHECK(energy.of(precharge).value() == 0.0);
    }
}

}  // namespace deltasim::test::micron_golden_test
