// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "energy/datasheet_device.hpp"
#include "energy/dram_commands.hpp"
#include "energy/dram_energy.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Compares energies with those that DRAMPower's own tests expect of command patterns. Patterns with power-down or
// self-refresh are left out, and so are patterns without an expectation.

namespace deltasim::test::drampower_golden_test
{

namespace
{

using nlohmann::json;

DramDevice device_of(const json& spec)
{
    DramDevice device = round_device();
    device.clock_hz = static_cast<std::uint64_t>(std::llround(spec["clock_ghz"].get<double>() * 1e9));
    device.bank_groups = spec["bank_groups"];
    device.banks_per_group = spec["banks"].get<std::uint64_t>() / device.bank_groups;
    device.burst_length = spec["burst_length"];
    device.refresh_cycles = spec["tRFC"];
    device.bank_refresh_cycles = spec["tRFCpb"];
    device.refresh_interval_cycles = spec["tREFI"];
    DramCurrents& currents = *device.currents;
    currents.idd3n_open_banks = spec["idd3n_open_banks"] == "one" ? OpenBanks::one : OpenBanks::all;
    currents.rho = spec["rho"];
    currents.banks_per_bank_refresh = spec["banks_per_bank_refresh"];
    currents.row_cycles = spec["tRAS"];
    currents.precharge_cycles = spec["tRP"];
    SupplyRail rail;
    rail.name = "VDD";
    rail.volts = spec["rail"]["volts"];
    for (std::size_t i = 0; i < current_count; ++i) {
        const std::string name(current_names[i]);
        if (spec["rail"].contains(name)) rail.milliamperes[i] = spec["rail"][name].get<double>();
    }
    currents.rails = {rail};
    return device;
}

DramCounts counts_of(const json& pattern, const json& spec)
{
    std::vector<ListedCommand> commands;
    std::uint64_t end = 0;
    for (const json& entry : pattern["commands"]) {
        if (entry[1] == "END_OF_SIMULATION") {
            end = entry[0];
        } else {
            commands.push_back({entry[0], entry[1], entry.size() > 2 ? entry[2].get<std::uint64_t>() : 0});
        }
    }
    return counts_of(commands, end,
                     {spec["banks"], spec["bank_groups"], spec["tRAS"], spec["tRFCpb"],
                      spec["read_to_automatic_precharge"], spec["write_to_automatic_precharge"]});
}

/// The sum of the expected energies under the given names, each rounded to a picojoule; nothing if there is none.
struct Expected {
    double value = 0.0;
    int terms = 0;
};

Expected expected(const json& pattern, const std::vector<const char*>& names)
{
    Expected sum;
    for (const char* name : names) {
        if (!pattern["expected"].contains(name)) continue;
        sum.value += pattern["expected"][name].get<double>();
        ++sum.terms;
    }
    return sum;
}

void check(const Expected& expected, double energy)
{
    CHECK(std::abs(energy - expected.value) <= 0.5 * expected.terms + 1e-3);  // DRAMPower's rho has nine digits
}

}  // namespace

TEST_CASE("the energy of DRAMPower's test patterns is what its tests expect, to the picojoule that they round to")
{
    using enum DramEnergyKind;
    std::ifstream file(source_directory() + "/tests/energy/data/drampower_patterns.json");
    const json golden = json::parse(file);
    int checked = 0;
    for (const json& pattern : golden["cases"]) {
        const json& spec = golden["devices"][pattern["device"].get<std::string>()];
        const DramEnergy energy =
            datasheet_energy(counts_of(pattern, spec), device_of(spec), DatasheetFormula::drampower);
        INFO(pattern["name"].get<std::string>());
        const auto check_kind = [&](const std::vector<const char*>& names, double value) {
            const Expected sum = expected(pattern, names);
            INFO(names.front());
            if (sum.terms > 0) check(sum, value);
            checked += sum.terms;
        };
        check_kind({"E_act"}, energy.of(activate).value());
        check_kind({"E_pre"}, energy.of(precharge).value());
        check_kind({"E_RD", "E_RDA"}, energy.of(read).value());
        check_kind({"E_WR", "E_WRA"}, energy.of(write).value());
        check_kind({"E_ref_AB", "E_ref_SB", "E_ref_PB", "E_ref_2B"}, energy.of(refresh).value());
        check_kind({"E_bg_act"}, energy.of(active_background).value());
        check_kind({"E_bg_pre"}, energy.of(precharged_background).value());
        check_kind({"total"}, (energy.commands() + energy.background()).value());
    }
    CHECK(golden["cases"].size() == 29);
    CHECK(checked > 150);
}

}  // namespace deltasim::test::drampower_golden_test
