// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/memories/dram_interface.hpp"

// Counters as a block of a loop counts in them. The same block counts for other banks where it begins at another bank
// of alike ones, and for other steps where it belongs to another loop with the same signature. So what a block adds is
// remembered by numbers that count from its place.

namespace deltasim::sim
{

/// From where a block numbers counters.
struct CounterPlace {
    static constexpr std::uint8_t any_bank = std::numeric_limits<std::uint8_t>::max();

    std::uint8_t first_bank = any_bank;  ///< it counts as the first of alike banks; any_bank: the DRAM takes no part
    std::uint8_t first_group = 0;        ///< it counts as the first of alike bank groups
    std::uint16_t first_step = 0;        ///< of the block's loop, within the program

    friend bool operator==(CounterPlace, CounterPlace) = default;
};

/// The counters of the steps of a loop.
struct StepRange {
    std::size_t first = 0;  ///< the first step of the loop, within the program
    std::size_t count = 0;
};

class CounterPlaces
{
public:
    /// `dram` may be nullptr. The executions of steps are counted from `first_execution` on, one of all `counters`.
    CounterPlaces(const DramInterface* dram, std::size_t counters, std::size_t first_execution)
        : dram_(dram), counters_(counters), first_execution_(first_execution)
    {
    }

    /// Sets how many neighbouring banks of a group, and how many groups of a rank, are alike: powers of two.
    void set_alike(std::uint64_t banks, std::uint64_t groups);
    /// False if there are more banks or steps than a place has room for. `steps`: of the program.
    [[nodiscard]] bool have_room(std::uint64_t steps) const;

    /// The number of a counter, seen from the place of a block whose loop has these steps.
    [[nodiscard]] std::uint32_t number_of(std::size_t counter, CounterPlace from, const StepRange& steps);
    /// The counter that has this number, seen from a place.
    [[nodiscard]] std::size_t counter_of(std::uint32_t number, CounterPlace from);

    /// A place inside a block, as seen from the block's own place.
    [[nodiscard]] CounterPlace seen_from(CounterPlace outer, CounterPlace inner) const;
    /// The reverse of seen_from().
    [[nodiscard]] CounterPlace placed_in(CounterPlace outer, CounterPlace seen) const;

private:
    /// The counters by the number that they have when this bank of this group counts as the first.
    const std::vector<std::uint32_t>& counters_from(std::uint64_t bank, std::uint64_t group);

    const DramInterface* dram_;
    std::size_t counters_;
    std::size_t first_execution_;
    std::uint64_t banks_ = 1;
    std::uint64_t groups_ = 1;
    std::vector<std::vector<std::uint32_t>> from_{1};  ///< of counters_from(), by group and bank
};

}  // namespace deltasim::sim
