// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "core/quantity.hpp"

// The command bus of a DRAM channel: one command a clock. Activates and precharges of later requests slip in between
// the column commands of earlier ones, so slots are not taken in order of time.

namespace deltasim
{

/// All that changes in a command bus.
struct CommandBusState {
    Cycles newest{-1};        ///< the clock of the latest command
    std::uint64_t taken = 0;  ///< bit i: the clock `newest - i` is taken
};

class CommandBus
{
public:
    /// Takes the first free clock at or after `earliest`. The bus remembers `window` clocks up to the newest command;
    /// no command goes out before them.
    Cycles reserve(Cycles earliest)
    {
        const std::int64_t ago = state_.newest.value() - earliest.value();
        if (ago < 0) return append(earliest);
        const auto oldest = static_cast<unsigned>(ago < window ? ago : window - 1);
        const std::uint64_t candidates = ~std::uint64_t{0} >> (window - 1 - oldest);
        const std::uint64_t free = ~state_.taken & candidates;
        if (free == 0) return append(state_.newest + Cycles(1));
        const int first = window - 1 - std::countl_zero(free);
        state_.taken |= std::uint64_t{1} << static_cast<unsigned>(first);
        return state_.newest - Cycles(first);
    }

    /// What the bus remembers of clocks from `archive`'s on.
    template <class Archive>
    void describe(Archive& archive)
    {
        archive.clock(state_.newest, Cycles(1));
        archive.recent_clocks(state_.taken, state_.newest);
    }

private:
    static constexpr int window = 64;

    Cycles append(Cycles clock)
    {
        const std::int64_t shift = clock.value() - state_.newest.value();
        state_.taken = shift >= window ? 1 : (state_.taken << static_cast<unsigned>(shift)) | 1U;
        state_.newest = clock;
        return clock;
    }

    CommandBusState state_;
};

}  // namespace deltasim
