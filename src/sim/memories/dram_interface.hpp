// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "core/clock.hpp"
#include "core/counts.hpp"
#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "dram/refresh_hold.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/request_observer.hpp"

// What every DRAM model offers beside serving requests. Its lines are bursts, or words if it is flat.

namespace deltasim::sim
{

/// Later than any time.
inline constexpr Ticks no_deadline{std::numeric_limits<std::int64_t>::max()};

class DramInterface : public MemoryInterface
{
public:
    /// From now on the model counts in `counts`.
    virtual void count_in(Counts& counts) = 0;
    /// From now on `observer` gets every request.
    virtual void watch(RequestObserver& observer) = 0;
    /// From now on `observer` gets every command, if the model has commands.
    virtual void watch(dram::CommandObserver& observer) = 0;
    /// Allocates the contents, for `words` words.
    virtual void hold_values(std::uint64_t words) = 0;
    /// Does what the DRAM does by itself up to `until` (refresh); from now on no request arrives before it.
    virtual void advance(Ticks until) = 0;
    /// Counts what is counted last; call this before the counters are read.
    virtual void count_precharges() = 0;
    /// The latest hold so far.
    [[nodiscard]] virtual dram::RefreshHold<Ticks> refresh_hold() const = 0;
    /// True if stream buffers keep a line for the next step. A flat DRAM is accessed for every word.
    [[nodiscard]] virtual bool keeps_lines() const = 0;
    [[nodiscard]] virtual std::uint64_t line_bytes() const = 0;
    [[nodiscard]] virtual MemoryCounts read_out(const Counts& counts) const = 0;
    /// The commands of a run that ended at `end`.
    [[nodiscard]] virtual DramCounts commands(const Counts& counts, Ticks end) const = 0;

    // For folding, beside the state: open rows, and deadlines of refreshes, which do not follow the loops.

    /// The place among all counters of `counter`, if it counts for a bank, when that bank takes the number that `banks`
    /// gives.
    [[nodiscard]] virtual std::size_t counter_at(std::size_t counter, const StateOrigin& banks) const = 0;
    /// The open row of each bank, -1 for none; empty if there are no rows.
    virtual std::span<std::int64_t> open_rows() = 0;
    /// The DRAM's own clock.
    [[nodiscard]] virtual const Clock& clock() const = 0;
    /// When the next refresh is due.
    [[nodiscard]] virtual Ticks next_deadline() const = 0;
    virtual void encode_deadlines(StateEncoder& encoder) const = 0;
    virtual void decode_deadlines(StateDecoder& decoder) = 0;
    /// The latest time before which a deadline would have changed something, since this was last reset.
    [[nodiscard]] virtual Ticks latest_deadline_check() const = 0;
    virtual void forget_deadline_checks() = 0;
};

}  // namespace deltasim::sim
