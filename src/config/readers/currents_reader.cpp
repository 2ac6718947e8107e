// SPDX-License-Identifier: MIT
#include "config/readers/currents_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

namespace
{

machine::SupplyRail read_rail(const Value& value)
{
    MappingReader reader(value);
    machine::SupplyRail rail;
    std::string source;
    reader.required("name", rail.name, Name{}, "the rail's name, such as VDD");
    reader.required("volts", rail.volts, Figure{.zero_too = false}, "the rail's voltage");
    reader.optional("source", source, Line{}, "the source of the rail's currents");
    reader.optional("interface", rail.interface, TrueOrFalse{}, "true: the rail supplies the pins, not the core");
    for (std::size_t i = 0; i < machine::current_count; ++i) {
        double milliamperes = 0.0;
        if (reader.optional(machine::current_names[i], milliamperes, Figure{}, "mA of one chip"))
            rail.milliamperes[i] = milliamperes;
    }
    reader.finish();
    return rail;
}

/// Reads the timings that currents need from all timings of a device. Errors in them are reported by the device's
/// reader.
void read_timings(const Value& timing_cycles, machine::DramCurrents& currents)
{
    constexpr Whole any_cycles{0, 1'000'000};
    MappingReader timings(timing_cycles);
    timings.required("tRAS", currents.row_cycles, any_cycles);
    const std::string_view precharge = !timings.has("tRP") && timings.has("tRPpb") ? "tRPpb" : "tRP";
    timings.required(precharge, currents.precharge_cycles, any_cycles);
}

}  // namespace

machine::DramCurrents read_currents(const Value& value, const Value& timing_cycles)
{
    machine::DramCurrents currents;
    MappingReader reader(value);
    std::string source;
    reader.optional("source", source, Line{}, "the source of the currents");
    reader.required("idd3n_open_banks", currents.idd3n_open_banks, machine::open_banks_names,
                    "how many banks were open when IDD3N was measured");
    const Value rho =
        reader.required_value("rho", "the share of IDD3N - IDD2N that does not depend on the number of open banks");
    if (rho && read(rho, currents.rho, NonNegative{}) && currents.rho > 1.0) rho.refuse_as_not("a number from 0 to 1");
    reader.optional("banks_per_bank_refresh", currents.banks_per_bank_refresh, Whole{1, 64},
                    "banks that one per-bank refresh refreshes");
    for (const Value& element : elements(reader.required_value("rails", "supply rails, at least one"))) {
        machine::SupplyRail rail = read_rail(element);
        const bool repeated = std::any_of(currents.rails.begin(), currents.rails.end(),
                                          [&](const machine::SupplyRail& other) { return other.name == rail.name; });
        if (rail.name == "termination") element.refuse("termination is the rail of the device's termination");
        if (repeated) element.refuse(fmt::format("another rail is called {}", rail.name));
        currents.rails.push_back(std::move(rail));
    }
    if (reader.has("rails") &&
        std::all_of(currents.rails.begin(), currents.rails.end(), [](const auto& rail) { return rail.interface; })) {
        reader.refuse("expected at least one rail that is not of the interface");
    }
    reader.finish();
    if (timing_cycles && timing_cycles.asked == nullptr) read_timings(timing_cycles, currents);
    return currents;
}

}  // namespace deltasim::config
