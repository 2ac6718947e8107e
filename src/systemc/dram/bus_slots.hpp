// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/quantity.hpp"

// The command bus as a row of slots, one for each clock. The controller plans 64 of them: up to the newest taken slot;
// no command is issued more than 63 clocks before it.

namespace deltasim::systemc
{

class BusSlots
{
public:
    static constexpr std::int64_t planned = 64;

    BusSlots() { taken_.fill(Cycles(-planned)); }

    /// The first clock that a command can still take.
    [[nodiscard]] Cycles oldest() const { return std::max(Cycles(0), newest_ - Cycles(planned - 1)); }

    [[nodiscard]] bool free(Cycles clock, std::uint64_t length) const
    {
        for (std::uint64_t i = 0; i < length; ++i) {
            const Cycles slot = clock + Cycles(static_cast<std::int64_t>(i));
            if (slot < oldest() || taken_[place(slot)] == slot) return false;
        }
        return true;
    }

    void take(Cycles clock, std::uint64_t length)
    {
        for (std::uint64_t i = 0; i < length; ++i) {
            const Cycles slot = clock + Cycles(static_cast<std::int64_t>(i));
            taken_[place(slot)] = slot;
            newest_ = std::max(newest_, slot);
        }
    }

private:
    static std::size_t place(Cycles slot) { return static_cast<std::size_t>(slot.value() % planned); }

    std::array<Cycles, planned> taken_{};  ///< the newest taken slot among those that share a place
    Cycles newest_{-1};
};

}  // namespace deltasim::systemc
