// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "core/quantity.hpp"
#include "sim/steps/bound_nest.hpp"

// Which banks of an on-chip memory a block's accesses fall on matters only where accesses meet there. Operands of one
// step are accessed at once, and so their distances always matter: they are a convoy, as are operands that always keep
// the same distance. Convoys move past one another as the loops go; as long as no access of one comes before the ports
// that another has taken are free again, wherever in the memory, it is all the same how far apart they are.

namespace deltasim::sim
{

/// Numbers the convoys of a nest's on-chip operands.
void find_convoys(BoundNest& nest);

/// Watches the accesses to one on-chip memory for such meetings.
class ConvoyWatch
{
public:
    /// An access that all others may meet.
    static constexpr std::size_t alone = std::numeric_limits<std::size_t>::max();

    /// Books an access that was there at `earliest` and taken at `accepted`, later than all requests before it was
    /// there. Returns whether it may have met one of another convoy: the port of that was not free again.
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
    Ticks accepted_{-1};         ///< the latest of all
    Ticks others_accepted_{-1};  ///< the latest but for those since this convoy came
};

}  // namespace deltasim::sim
