// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "core/quantity.hpp"
#include "sim/steps/bound_nest.hpp"

// Which banks of an on-chip memory the accesses of a block use matters only if accesses meet there. Operands of one
// step are accessed at once, so their distances always matter: they form a convoy. So do operands that always keep the
// same distance. Convoys move past one another during the loops. As long as no access of one convoy comes before the
// ports that another has taken are free again, anywhere in the memory, their distance does not matter.

namespace deltasim::sim
{

/// Numbers the convoys of a nest's on-chip operands.
void find_convoys(BoundNest& nest);

/// Watches the accesses to one on-chip memory for such meetings.
class ConvoyWatch
{
public:
    /// An access that every other access may meet.
    static constexpr std::size_t alone = std::numeric_limits<std::size_t>::max();

    /// Books an access that arrived at `earliest` and was taken at `accepted`; earlier requests arrived before it.
    /// Returns true if it may have met an access of another convoy, whose port was not yet free.
    bool meets(std::size_t convoy, Ticks earliest, Ticks accepted)
    {
        if (convoy != convoy_ || convoy == alone) {
            others_accepted_ = larger(others_accepted_, accepted_);
            convoy_ = convoy;
        }
        accepted_ = larger(accepted_, accepted);
        return earliest <= others_accepted_;
    }

private:
    std::size_t convoy_ = alone;
    Ticks accepted_{-1};         ///< the latest of all accesses
    Ticks others_accepted_{-1};  ///< the latest access of other convoys
};

}  // namespace deltasim::sim
