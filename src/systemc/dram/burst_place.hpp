// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/dram_device.hpp"

// The place of a burst in a device: its number, split by the device's mapping from the least significant field up.

namespace deltasim::systemc
{

/// Bank groups and banks are numbered over the whole channel.
struct BurstPlace {
    std::uint64_t channel = 0;
    std::uint64_t rank = 0;
    std::uint64_t group = 0;
    std::uint64_t bank = 0;
    std::int64_t row = 0;
};

/// A field that the mapping does not list is 0.
[[nodiscard]] inline BurstPlace place_of(std::uint64_t burst, const machine::DramDevice& device)
{
    BurstPlace place;
    for (auto field = device.mapping.rbegin(); field != device.mapping.rend(); ++field) {
        const std::uint64_t value = burst % device.size_of(*field);
        burst /= device.size_of(*field);
        switch (*field) {
        case machine::AddressField::channel: place.channel = value; break;
        case machine::AddressField::rank: place.rank = value; break;
        case machine::AddressField::bank_group: place.group = value; break;
        case machine::AddressField::bank: place.bank = value; break;
        case machine::AddressField::row: place.row = static_cast<std::int64_t>(value); break;
        case machine::AddressField::column: break;
        }
    }
    place.group += place.rank * device.bank_groups;
    place.bank += place.group * device.banks_per_group;
    return place;
}

/// The first bank of a rank, or any other bank, as a place without a row.
[[nodiscard]] inline BurstPlace place_of_bank(std::uint64_t bank, const machine::DramDevice& device)
{
    return {0, bank / device.banks_per_rank(), bank / device.banks_per_group, bank, 0};
}

}  // namespace deltasim::systemc
