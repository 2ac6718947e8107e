// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "core/quantity.hpp"

// The command bus of a DRAM channel: one command at a time. Activates and precharges of later requests slip in between
// the column commands of earlier ones, so slots are not taken in order of time.

namespace deltasim
{

/// All that changes in a command bus.
struct CommandBusState {
    Cycles newest{-1};        ///< the last clock that is taken
    std::uint64_t taken = 0;  ///< bit i: the clock `newest - i` is taken
};

class CommandBus
{
public:
    /// The bus remembers so many clocks up to the newest that is taken; no command goes out before them.
    static constexpr int window = 64;

    /// The first clock from `earliest` on at which `length` clocks are free, fewer than the window.
    [[nodiscard]] Cycles first_free(Cycles earliest, unsigned length) const
    {
        const std::int64_t ago = state_.newest.value() - earliest.value();
        if (ago < 0) return earliest;
        // Bit i stays if the clocks newest - i, newest - i + 1, ... are free; those after the newest are.
        std::uint64_t free = ~state_.taken;
        for (unsigned later = 1; later < length; ++later) {
            free &= (~state_.taken << later) | ((std::uint64_t{1} << later) - 1);
        }
        free &= from(ago);
        if (free == 0) return state_.newest + Cycles(1);
        return state_.newest - Cycles(window - 1 - std::countl_zero(free));
    }

    /// Takes `length` clocks from `clock` on, which are free.
    void take(Cycles clock, unsigned length)
    {
        const Cycles last = clock + Cycles(length - 1);
        if (last > state_.newest) {
            const std::int64_t shift = (last - state_.newest).value();
            state_.taken = shift >= window ? 0 : state_.taken << static_cast<unsigned>(shift);
            state_.newest = last;
        }
        const std::uint64_t clocks = (std::uint64_t{1} << length) - 1;
        state_.taken |= clocks << static_cast<unsigned>((state_.newest - last).value());
    }

    /// Takes the first free clock at or after `earliest`.
    Cycles reserve(Cycles earliest)
    {
        const std::int64_t ago = state_.newest.value() - earliest.value();
        if (ago < 0) return append(earliest);
        const std::uint64_t free = ~state_.taken & from(ago);
        if (free == 0) return append(state_.newest + Cycles(1));
        const int first = window - 1 - std::countl_zero(free);
        state_.taken |= std::uint64_t{1} << static_cast<unsigned>(first);
        return state_.newest - Cycles(first);
    }

    /// What the bus remembers of clocks from `archive`'s on.
    template <class Archive>
    void describe(Archive& archive)
    {
        auto& [newest, taken] = state_;
        archive.clock(newest, Cycles(1));
        archive.recent_clocks(taken, newest);
    }

private:
    /// The bits of the clocks from `ago` before the newest on.
    static std::uint64_t from(std::int64_t ago)
    {
        const auto oldest = static_cast<unsigned>(ago < window ? ago : window - 1);
        return ~std::uint64_t{0} >> (window - 1 - oldest);
    }

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
