// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "core/quantity.hpp"

// The command bus of a DRAM channel: one command at a time. Activates and precharges of later requests may be issued
// between the column commands of earlier requests, so slots are not taken in order of time.

namespace deltasim::dram
{

/// The whole state of a command bus.
struct CommandBusState {
    Cycles newest{-1};        ///< the last clock that is taken
    std::uint64_t taken = 0;  ///< bit 63 - i: the clock `newest - i` is taken
};

class CommandBus
{
public:
    /// The bus remembers this many clocks, up to the newest that is taken; no command is issued before them.
    static constexpr int window = 64;

    /// No command is issued before this clock.
    [[nodiscard]] Cycles oldest() const { return state_.newest - Cycles(window - 1); }

    /// The first clock from `earliest` on at which `length` consecutive clocks are free; `length` is less than the
    /// window.
    [[nodiscard]] Cycles first_free(Cycles earliest, unsigned length) const
    {
        const std::int64_t ahead = (earliest - state_.newest).value() + window - 1;
        if (ahead >= window) return earliest;
        // Bit i is set if one of the clocks from oldest + i on is taken; clocks after the newest are free.
        std::uint64_t taken = state_.taken;
        for (unsigned later = 1; later < length; ++later) taken |= state_.taken >> later;
        const Cycles from = larger(earliest, oldest());
        return from + Cycles(std::countr_one(taken >> static_cast<unsigned>(ahead < 0 ? 0 : ahead)));
    }

    /// Takes `length` clocks from `clock` on, which must be free.
    void take(Cycles clock, unsigned length)
    {
        const Cycles last = clock + Cycles(length - 1);
        if (last > state_.newest) {
            const std::int64_t shift = (last - state_.newest).value();
            state_.taken = shift >= window ? 0 : state_.taken >> static_cast<unsigned>(shift);
            state_.newest = last;
        }
        const std::uint64_t clocks = ~std::uint64_t{0} << (window - length);
        state_.taken |= clocks >> static_cast<unsigned>((state_.newest - last).value());
    }

    /// Takes the first `length` free clocks from `earliest` on.
    Cycles reserve(Cycles earliest, unsigned length = 1)
    {
        const Cycles clock = first_free(earliest, length);
        take(clock, length);
        return clock;
    }

    /// Archives what the bus remembers from the archive's clock on.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [newest, taken] = self.state_;
        archive.clock(newest, Cycles(1));
        std::uint64_t recent = reversed(taken);
        archive.recent_clocks(recent, newest);
        if constexpr (Archive::decodes) taken = reversed(recent);
    }

private:
    /// Reverses the order of the bits.
    static std::uint64_t reversed(std::uint64_t bits)
    {
        constexpr std::uint64_t ones = 0x5555'5555'5555'5555U;
        constexpr std::uint64_t pairs = 0x3333'3333'3333'3333U;
        constexpr std::uint64_t fours = 0x0f0f'0f0f'0f0f'0f0fU;
        bits = (bits >> 1U & ones) | (bits & ones) << 1U;
        bits = (bits >> 2U & pairs) | (bits & pairs) << 2U;
        bits = (bits >> 4U & fours) | (bits & fours) << 4U;
        return __builtin_bswap64(bits);
    }

    CommandBusState state_;
};

}  // namespace deltasim::dram
