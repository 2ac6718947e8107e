// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>

#include "core/quantity.hpp"
#include "systemc/dram/edge_times.hpp"

// Converts the kernel's time to ticks of the machine's time base, for counting: everything happens at an edge of some
// clock, and every edge is at a whole tick.

namespace deltasim::systemc
{

class MachineTime
{
public:
    explicit MachineTime(std::uint64_t ticks_per_second) : ticks_(ticks_per_second) {}

    [[nodiscard]] Ticks now() const
    {
        const sc_core::sc_time& stamp = sc_core::sc_time_stamp();
        if (stamp != last_stamp_) {
            last_stamp_ = stamp;
            last_ = of(stamp);
        }
        return last_;
    }
    [[nodiscard]] Ticks of(const sc_core::sc_time& time) const
    {
        return Ticks(static_cast<std::int64_t>(ticks_.at_or_after(time)));
    }
    [[nodiscard]] sc_core::sc_time time_of(Ticks ticks) const
    {
        return ticks_.time_of(static_cast<std::uint64_t>(ticks.value()));
    }

private:
    EdgeTimes ticks_;
    mutable sc_core::sc_time last_stamp_;
    mutable Ticks last_{0};
};

}  // namespace deltasim::systemc
