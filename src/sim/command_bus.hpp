// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "core/quantity.hpp"

// The command bus of a DRAM channel: one command a clock. Activates and precharges of later requests slip in between
// the column commands of earlier ones, so slots are not taken in order of time.

namespace deltasim
{

class CommandBus
{
public:
    /// Takes the first free clock at or after `earliest`, and not before the window that is still remembered.
    Cycles reserve(Cycles earliest)
    {
        std::int64_t clock = earliest.value() < window_start_ ? window_start_ : earliest.value();
        while (true) {
            if (clock >= window_start_ + window) move_window(clock);
            const std::uint64_t free = ~taken_ >> static_cast<unsigned>(clock - window_start_);
            if (free != 0) {
                clock += std::countr_zero(free);
                taken_ |= std::uint64_t{1} << static_cast<unsigned>(clock - window_start_);
                return Cycles(clock);
            }
            clock = window_start_ + window;
        }
    }

private:
    static constexpr std::int64_t window = 64;
    static constexpr std::int64_t remembered = 48;  ///< clocks before the newest command that stay in the window

    void move_window(std::int64_t clock)
    {
        const std::int64_t shift = clock - remembered - window_start_;
        taken_ = shift >= window ? 0 : taken_ >> static_cast<unsigned>(shift);
        window_start_ += shift;
    }

    std::int64_t window_start_ = 0;
    std::uint64_t taken_ = 0;  ///< bit i: clock window_start_ + i
};

}  // namespace deltasim
