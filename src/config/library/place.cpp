// SPDX-License-Identifier: MIT
#include "config/library/place.hpp"

#include <algorithm>
#include <array>

namespace deltasim::config
{

namespace
{

struct Step {
    Place from;
    std::string_view key;
    Place to;
};

constexpr std::array<Step, 7> steps{{{Place::experiment, "model", Place::model},
                                     {Place::experiment, "processor", Place::processor},
                                     {Place::experiment, "costs", Place::cost_table},
                                     {Place::experiment, "mapping", Place::mapping},
                                     {Place::processor, "costs", Place::cost_table},
                                     {Place::processor, "dram", Place::dram},
                                     {Place::dram, "device", Place::dram_device}}};

}  // namespace

Place place_below(Place place, std::string_view key)
{
    const auto* const step =
        std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.from == place && s.key == key; });
    return step == steps.end() ? Place::other : step->to;
}

std::optional<Library> library_of(Place place)
{
    switch (place) {
    case Place::model: return Library::models;
    case Place::processor: return Library::processors;
    case Place::dram_device: return Library::dram;
    case Place::cost_table: return Library::costs;
    case Place::mapping: return Library::mappings;
    case Place::experiment:
    case Place::dram:
    case Place::other: break;
    }
    return std::nullopt;
}

}  // namespace deltasim::config
