// SPDX-License-Identifier: MIT
#include "energy/dram_energy.hpp"

#include <catch2/catch.hpp>

#include <functional>

#include "config/shipped_devices.hpp"
#include "energy/datasheet_device.hpp"
#include "rooms.hpp"

namespace deltasim::test::dram_energy_test
{

namespace
{

using enum DramEnergyKind;

constexpr DatasheetFormula both[]{DatasheetFormula::drampower, DatasheetFormula::micron};

/// One of every command, 1000 clocks of which a row was open in 200.
DramCounts some_counts()
{
    DramCounts counts;
    counts.activates = 2;
    counts.precharges = 2;
    counts.reads = 3;
    counts.writes = 4;
    counts.refreshes = 1;
    counts.bank_refreshes = 1;
    counts.cycles = 1000;
    counts.rank_active_cycles = 200;
    counts.bank_active_cycles = 300;
    return counts;
}

std::string error(const DramCounts& counts, const DramDevice& device, DatasheetFormula formula)
{
    try {
        (void)datasheet_energy(counts, device, formula);
    } catch (const InputError& refused) {
        return refused.what();
    }
    return "";
}

double total(const DramEnergy& energy) { return (energy.commands() + energy.background()).value(); }

}  // namespace

TEST_CASE("Micron's formula by hand: the activate holds the precharge, the background is that of the rank")
{
    const DramEnergy energy = datasheet_energy(some_counts(), round_device(), DatasheetFormula::micron);
    CHECK(energy.of(activate).value() == Approx(2 * (60 * 40 - 40 * 30 - 20 * 10)));
    CHECK(energy.of(precharge).value() == 0.0);
    CHECK(energy.of(read).value() == Approx(3 * 60 * 4));
    CHECK(energy.of(write).value() == Approx(4 * 50 * 4));
    CHECK(energy.of(refresh).value() == Approx(100 * 100 + 30 * 50));
    CHECK(energy.of(active_background).value() == Approx(40 * 200));
    CHECK(energy.of(precharged_background).value() == Approx(20 * 800));
}

TEST_CASE("a stopped clock draws the currents of power-down and self-refresh in place of the background")
{
    DramDevice device = round_device();
    device.currents->rails = {rail("VDD", 1.0, {60, 60, 20, 40, 100, 90, 140, 70, 5, 8, 2})};
    DramCounts counts;
    counts.cycles = 1000;
    counts.rank_active_cycles = 200;
    counts.idle = {100, 250, 300};
    for (const DatasheetFormula formula : both) {
        const DramEnergy energy = datasheet_energy(counts, device, formula);
        CHECK(energy.of(active_background).value() == Approx(40 * 200));
        CHECK(energy.of(precharged_background).value() == Approx(20 * (1000 - 650 - 200)));
        CHECK(energy.of(active_power_down).value() == Approx(8 * 100));
        CHECK(energy.of(precharged_power_down).value() == Approx(5 * 250));
        CHECK(energy.of(self_refresh).value() == Approx(2 * 300));
        CHECK(total(energy) == Approx(8000 + 3000 + 800 + 1250 + 600));
        // Below the rated clock, power-down falls with the clock, as the background does. Self-refresh has no clock.
        DramDevice slow = device;
        slow.rated_clock_hz = device.clock_hz;
        slow.clock_hz = device.clock_hz / 4;
        const DramEnergy slowly = datasheet_energy(counts, slow, formula);
        CHECK(slowly.of(precharged_power_down).value() == Approx(5 * 250));
        CHECK(slowly.of(self_refresh).value() == Approx(4 * 2 * 300));
        device.currents->rails[0].milliamperes[static_cast<std::size_t>(Current::IDD6)].reset();
        CHECK(error(counts, device, formula) == "processor.dram.device.currents_ma.rails[1].IDD6: DRAM device "
                                                "\"round\" lacks this current of rail VDD, and its energy needs it");
        device.currents->rails[0].milliamperes[static_cast<std::size_t>(Current::IDD6)] = 2;
    }
}

TEST_CASE("termination is a rail of the interface, in no total: lines, ohms and the time of a burst by hand")
{
    DramDevice device = round_device();
    device.channel_width_bits = 32;  // four chips
    const DramEnergy plain = datasheet_energy(some_counts(), device, DatasheetFormula::drampower);
    CHECK(!plain.interface());
    for (const TerminatedTo to : {TerminatedTo::vddq, TerminatedTo::half, TerminatedTo::ground}) {
        device.termination = DramTermination{1.2, to, {34, 50}, {40, 60}, 10};
        // 1.44 V^2 / (2 x 84 ohm) = 8.571 mW, and / (2 x 100 ohm) = 7.2 mW. A line that is tied to half of VDDQ and
        // high: 1.2 V over the driver beside the upper resistor of twice the ohms, in series with the lower resistor.
        const auto split = [](double driver, double twice) {
            return 1.44 / (1.0 / (1.0 / driver + 1.0 / twice) + twice);
        };
        const double read_watts = to == TerminatedTo::half ? split(34, 100) : 1.44 / 168;
        const double write_watts = to == TerminatedTo::half ? split(40, 120) : 1.44 / 200;
        for (const DatasheetFormula formula : both) {
            const DramEnergy energy = datasheet_energy(some_counts(), device, formula);
            const DramEnergy::Rail& rail = energy.rails.back();
            CHECK(rail.name == "termination");
            CHECK(rail.interface);
            // 3 reads and 4 writes of 4 ns each, over 40 lines.
            const auto nanoseconds = static_cast<double>(device.burst_cycles());
            CHECK(rail.by_kind[static_cast<std::size_t>(read)].value() ==
                  Approx(3 * nanoseconds * 40 * read_watts * 1000));
            CHECK(rail.by_kind[static_cast<std::size_t>(write)].value() ==
                  Approx(4 * nanoseconds * 40 * write_watts * 1000));
            CHECK(energy.interface()->value() == Approx(40 * nanoseconds * (3 * read_watts + 4 * write_watts) * 1000));
            DramDevice bare = device;
            bare.termination.reset();
            CHECK(total(energy) == total(datasheet_energy(some_counts(), bare, formula)));
        }
        // At half the clock a burst lasts twice as long.
        DramDevice slow = device;
        slow.rated_clock_hz = device.clock_hz;
        slow.clock_hz = device.clock_hz / 2;
        CHECK(datasheet_energy(some_counts(), slow, DatasheetFormula::micron).interface()->value() ==
              Approx(2 * datasheet_energy(some_counts(), device, DatasheetFormula::micron).interface()->value()));
    }
}

TEST_CASE("DRAMPower's formula by hand, with rho 1 as with all banks alike")
{
    const DramEnergy energy = datasheet_energy(some_counts(), round_device(), DatasheetFormula::drampower);
    CHECK(energy.of(activate).value() == Approx(2 * (60 - 40) * 30));
    CHECK(energy.of(precharge).value() == Approx(2 * (60 - 20) * 10));
    CHECK(energy.of(refresh).value() == Approx(100 * 100 + 30 * 50));
    CHECK(energy.of(active_background).value() == Approx(40 * (200 + 100)));  // a refresh opens its banks
    CHECK(energy.of(precharged_background).value() == Approx(20 * 700));
}

TEST_CASE("a bank that is refreshed while another row is open adds its own share of the background alone")
{
    DramDevice device = round_device();
    device.currents->rho = 0.5;  // 30 mA for any open bank, and 1.25 mA for each
    DramCounts counts;
    counts.cycles = 1000;
    counts.bank_refreshes = 1;
    counts.rank_active_cycles = 100;
    counts.bank_active_cycles = 100;
    const auto background = [&] {
        return datasheet_energy(counts, device, DatasheetFormula::drampower).of(active_background).value();
    };
    CHECK(background() == Approx(30 * 100 + 1.25 * (100 + 50)));
    counts.bank_refresh_only_cycles = 50;
    CHECK(background() == Approx(30 * 150 + 1.25 * (100 + 50)));
}

TEST_CASE("every device of a rank draws the currents, in every rank and channel")
{
    for (const DatasheetFormula formula : both) {
        DramDevice device = round_device();
        const double one = total(datasheet_energy(some_counts(), device, formula));
        device.channel_width_bits = 64;
        CHECK(total(datasheet_energy(some_counts(), device, formula)) == Approx(8 * one));
        device = round_device();
        device.ranks = 2;
        device.channels = 3;
        const DramEnergy all = datasheet_energy(some_counts(), device, formula);
        CHECK(total(all) == Approx(one + 5 * 1000 * 20));  // five more ranks, all closed
    }
}

TEST_CASE("rails are priced each by its own voltage and currents")
{
    for (const DatasheetFormula formula : both) {
        DramDevice device = round_device();
        device.currents->rails.push_back(rail("VPP", 2.0, {6, 6, 2, 4, 10, 9, 14, 7}));
        const DramEnergy energy = datasheet_energy(some_counts(), device, formula);
        REQUIRE(energy.rails.size() == 2);
        CHECK(energy.rails[1].name == "VPP");
        for (std::size_t kind = 0; kind < dram_energy_kind_names.size(); ++kind) {
            CHECK(energy.rails[1].by_kind[kind].value() == Approx(0.2 * energy.rails[0].by_kind[kind].value()));
            CHECK(energy.of(static_cast<DramEnergyKind>(kind)).value() ==
                  Approx(1.2 * energy.rails[0].by_kind[kind].value()));
        }
    }
}

TEST_CASE("a DDR5-like activate that Micron's formula makes negative is an error that explains itself")
{
    // 16 Gb DDR5-4800 of gem5: IDD0 122, IDD2N 92, IDD3N 142 with all 32 banks open.
    DramDevice device = round_device();
    device.name = "ddr5";
    device.bank_groups = 8;
    device.currents->rails = {rail("VDD", 1.1, {122, 122, 92, 142, 530, 479, 277, 135})};
    DramCounts counts;
    counts.activates = 1;
    CHECK(error(counts, device, DatasheetFormula::micron) ==
          "processor.dram.device.currents_ma.rails[1]: DRAM device \"ddr5\" has a negative activate energy on rail VDD "
          "by the formula micron: IDD0 (122 mA) over tRAS + tRP is less than IDD3N (142 mA) over tRAS and IDD2N (92 "
          "mA) over tRP. IDD0 is measured with one bank open, but IDD3N with all banks open if idd3n_open_banks is "
          "all; the formula drampower corrects for this with a rho below 1");
    CHECK(error(counts, device, DatasheetFormula::drampower) ==
          "processor.dram.device.currents_ma.rails[1]: DRAM device \"ddr5\" has a negative activate energy on rail VDD "
          "by "
          "the formula drampower: IDD0 (122 mA) leaves 122 mA while a row is opened, less than the 142 mA of one open "
          "bank by IDD3N (142 mA), IDD2N (92 mA) and rho (1); a smaller rho gives one bank a smaller share of IDD3N");
    device.currents->rho = 0.5;
    CHECK(error(counts, device, DatasheetFormula::drampower).empty());
}

TEST_CASE("other currents that contradict each other are named too")
{
    DramDevice device = round_device();
    device.currents->rails = {rail("VDD", 1.0, {60, 60, 20, 40, 30, 90, 140, 70})};
    CHECK_THAT(error(some_counts(), device, DatasheetFormula::micron),
               Catch::EndsWith("by the formula micron: IDD4R (30 mA) is below IDD3N (40 mA)"));
    device.currents->rails = {rail("VDD", 1.0, {60, 60, 20, 40, 100, 90, 30, 70})};
    CHECK_THAT(error(some_counts(), device, DatasheetFormula::drampower),
               Catch::EndsWith("a refresh draws 30 mA, less than the 40 mA of the background"));
}

TEST_CASE("a current or timing that is needed and missing is named by its key, one that is not needed is not missed")
{
    for (const DatasheetFormula formula : both) {
        for (const Current needed : {Current::IDD0, Current::IDD2N, Current::IDD3N, Current::IDD4R, Current::IDD4W,
                                     Current::IDD5B, Current::IDD5PB}) {
            const auto index = static_cast<std::size_t>(needed);
            DramDevice device = round_device();
            device.currents->rails[0].milliamperes[index].reset();
            const std::string name(current_names[index]);
            CHECK(error(some_counts(), device, formula) ==
                  "processor.dram.device.currents_ma.rails[1]." + name +
                      ": DRAM device \"round\" lacks this current of rail VDD, and its energy needs it");
            const bool background = needed == Current::IDD2N || needed == Current::IDD3N;
            CHECK(error({}, device, formula).empty() == !background);
        }
        DramDevice device = round_device();
        device.bank_refresh_cycles = 0;
        CHECK(error(some_counts(), device, formula) ==
              "processor.dram.device.timing_cycles.tRFCpb: DRAM device \"round\" lacks this timing, and the energy of "
              "refreshing single banks needs it");
        device.currents.reset();
        CHECK(error({}, device, formula) ==
              "processor.dram.device.currents_ma: DRAM device \"round\" has no currents, and view: datasheet of the "
              "cost table needs them: give the device currents_ma, or take a table that prices DRAM by access");
    }
    DramDevice device = round_device();
    device.currents->rails[0].milliamperes[static_cast<std::size_t>(Current::I_beta)].reset();  // IDD0 in its place
    CHECK(error(some_counts(), device, DatasheetFormula::drampower).empty());
}

TEST_CASE("at a slower clock a command takes the same energy, and the background's power falls as the clock does")
{
    for (const DatasheetFormula formula : both) {
        const DramDevice rated = round_device();
        const DramEnergy before = datasheet_energy(some_counts(), rated, formula);
        for (const std::uint64_t slowed : {2U, 5U, 8U}) {
            INFO(datasheet_formula_names[formula] << ", " << slowed << " times as slow");
            DramDevice device = rated;
            device.rated_clock_hz = rated.clock_hz;
            device.clock_hz = rated.clock_hz / slowed;
            // Refreshes last as long as before, so they take fewer clocks. The same is true of the run.
            device.refresh_cycles /= slowed;
            device.bank_refresh_cycles /= slowed;
            device.refresh_interval_cycles /= slowed;
            DramCounts counts = some_counts();
            const DramEnergy after = datasheet_energy(counts, device, formula);
            for (const DramEnergyKind kind : {activate, precharge, read, write}) {
                CHECK(after.of(kind).value() == Approx(before.of(kind).value()));
            }
            CHECK(after.of(refresh).value() == Approx(before.of(refresh).value()).epsilon(0.05));
            // The same clocks last longer. Under drampower, refreshes are active background, and take fewer clocks.
            const bool of_clocks_alone = formula == DatasheetFormula::micron;
            CHECK(after.background().value() ==
                  Approx(before.background().value()).epsilon(of_clocks_alone ? 1e-12 : 0.2));
        }
    }
}

TEST_CASE("IDD5PB is an average of LPDDR under both formulas: a refresh of a bank takes the charge that it is made of")
{
    DramDevice device = round_device();
    device.currents->idd3n_open_banks = OpenBanks::one;
    DramCounts counts;
    counts.bank_refreshes = 7;
    counts.cycles = 1;
    // 70 mA on average over tREFI / 8 = 200 clocks, 20 of them without a refresh: (70 x 200 - 20 x 150) / 50 = 220 mA.
    const DramEnergy micron = datasheet_energy(counts, device, DatasheetFormula::micron);
    CHECK(micron.of(refresh).value() == Approx(7 * (220.0 - 40.0) * 50));
    const DramEnergy drampower = datasheet_energy(counts, device, DatasheetFormula::drampower);
    CHECK(drampower.of(refresh).value() == Approx(7 * (220.0 - 40.0) * 50));  // IDD3N is of one open bank
    // For DDR, IDD5PB is the current while the refresh lasts.
    device.currents->idd3n_open_banks = OpenBanks::all;
    CHECK(datasheet_energy(counts, device, DatasheetFormula::micron).of(refresh).value() == Approx(7 * 30.0 * 50));
}

TEST_CASE("what supplies the pins is priced apart from the core")
{
    for (const DatasheetFormula formula : both) {
        DramDevice device = round_device();
        const DramEnergy core = datasheet_energy(some_counts(), device, formula);
        CHECK_FALSE(core.interface().has_value());
        device.currents->rails.push_back(rail("VDDQ", 2.0, {6, 6, 2, 4, 10, 9, 14, 7}));
        device.currents->rails.back().interface = true;
        const DramEnergy energy = datasheet_energy(some_counts(), device, formula);
        CHECK(total(energy) == Approx(total(core)));
        REQUIRE(energy.interface().has_value());
        CHECK(energy.interface()->value() == Approx(0.2 * total(core)));
    }
}

TEST_CASE("the core of every shipped device's energy a bit read is that of its core rails")
{
    DramCounts counts;
    counts.reads = 1000;
    counts.cycles = 1;
    for (const std::string& name : shipped_devices()) {
        const DramDevice device = shipped_device(name);
        if (!device.currents) continue;
        const DramEnergy energy = datasheet_energy(counts, device, DatasheetFormula::drampower);
        double core = 0.0;
        for (const SupplyRail& rail : device.currents->rails) {
            INFO(name << ", rail " << rail.name);
            CHECK(rail.interface == (rail.name == "VDDQ"));  // one rule for all
            if (rail.interface) continue;
            const double burst = static_cast<double>(device.burst_cycles()) / static_cast<double>(device.clock_hz);
            core += (*rail.milliamperes[static_cast<std::size_t>(Current::IDD4R)] -
                     *rail.milliamperes[static_cast<std::size_t>(Current::IDD3N)]) *
                    rail.volts * burst * 1e9 * static_cast<double>(device.devices_per_rank());
        }
        CHECK(energy.of(read).value() == Approx(1000 * core));
    }
}

}  // namespace deltasim::test::dram_energy_test
