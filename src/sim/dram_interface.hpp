// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/counts.hpp"
#include "core/run_counts.hpp"
#include "sim/memory_interface.hpp"

// What every DRAM model offers besides serving requests. Its lines are bursts, or words if it is flat.

namespace deltasim
{

class DramInterface : public MemoryInterface
{
public:
    /// Counters are in `counts` from now on.
    virtual void count_in(Counts& counts) = 0;
    /// Makes room for the words of `bytes` bytes.
    virtual void hold_values(std::uint64_t bytes) = 0;
    /// Does what the DRAM does by itself up to `end` (refresh).
    virtual void finish(Ticks end) = 0;
    /// Whether stream buffers keep a line for the next step; a flat DRAM is accessed for every word.
    [[nodiscard]] virtual bool keeps_lines() const = 0;
    [[nodiscard]] virtual std::uint64_t line_bytes() const = 0;
    [[nodiscard]] virtual MemoryCounts read_out(const Counts& counts) const = 0;
    [[nodiscard]] virtual DramCounts commands(const Counts& counts) const = 0;
};

}  // namespace deltasim
