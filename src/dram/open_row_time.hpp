// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"

// Counts, for the background energy of a DRAM, how long the banks of a rank had rows open, how long banks were
// refreshed while no row was open, and how long the clock of the rank was stopped. Activates and precharges are booked
// in the order of the requests that need them, which is not the order of their times. So they wait here until nothing
// earlier can come, and are then counted in order of time.

namespace deltasim::dram
{

/// Counters of a rank, in clocks.
struct OpenRowCounters {
    std::uint64_t& any_open;      ///< clocks in which any bank has a row open
    std::uint64_t& all_open;      ///< clocks in which a bank has a row open, summed over banks
    std::uint64_t& refresh_only;  ///< clocks in which no bank has a row open, and single banks are refreshed
    /// Clocks in which the clock is stopped and a bank has a row open; not in the counters above.
    std::uint64_t& down_open;
    std::uint64_t& down_closed;  ///< clocks in which the clock is stopped and no bank has a row open
};

/// The whole state of an OpenRowTime.
struct OpenRowTimeState {
    struct Change {
        Cycles time{0};
        std::int32_t rows = 0;        ///< change of the number of open rows
        std::int32_t refreshing = 0;  ///< change of the number of banks that are refreshed
        std::int32_t stopped = 0;     ///< change of whether the clock is stopped
    };
    std::vector<Change> waiting;  ///< in order of time
    Cycles counted{0};            ///< the clock up to which time is counted
    std::int64_t open = 0;        ///< rows open at that clock
    std::int64_t refreshing = 0;  ///< banks that are refreshed at that clock
    std::int64_t stopped = 0;     ///< 1 if the clock is stopped at that clock
};

class OpenRowTime
{
public:
    /// A row is opened at `time`; close(): `rows` rows are closed.
    void open(Cycles time) { book(time, 1, 0, 0); }
    void close(Cycles time, std::int32_t rows = 1) { book(time, -rows, 0, 0); }
    /// A single bank is refreshed from `begin` until before `end`.
    void refresh(Cycles begin, Cycles end)
    {
        book(begin, 0, 1, 0);
        book(end, 0, -1, 0);
    }
    /// The clock is stopped at `time`, or runs again.
    void stop(Cycles time) { book(time, 0, 0, 1); }
    void go_on(Cycles time) { book(time, 0, 0, -1); }

    /// Moves everything by `cycles`: the time between was counted elsewhere.
    void skip(Cycles cycles)
    {
        state_.counted += cycles;
        for (Change& change : state_.waiting) change.time += cycles;
    }

    /// Counts the time up to `until`; from now on nothing is booked before it.
    void count_until(Cycles until, OpenRowCounters counters)
    {
        std::size_t passed = 0;
        while (passed < state_.waiting.size() && state_.waiting[passed].time <= until) {
            pass(state_.waiting[passed].time, counters);
            state_.open += state_.waiting[passed].rows;
            state_.refreshing += state_.waiting[passed].refreshing;
            state_.stopped += state_.waiting[passed].stopped;
            ++passed;
        }
        if (passed > 0)
            state_.waiting.erase(state_.waiting.begin(), state_.waiting.begin() + static_cast<std::ptrdiff_t>(passed));
        pass(until, counters);
    }

    /// True if a row is open at the clock up to which time is counted.
    [[nodiscard]] bool has_open_rows() const { return state_.open > 0; }
    /// The clock up to which time is counted.
    [[nodiscard]] Cycles counted() const { return state_.counted; }

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [waiting, counted, open, refreshing, stopped] = self.state_;
        archive.clock(counted, Cycles(0));
        archive.number(open);
        archive.number(refreshing);
        archive.number(stopped);
        archive.list(waiting, [&](auto& change) {
            auto& [time, rows, begun, halted] = change;
            archive.clock(time, Cycles(0));
            // All members are at most 1, and the last two at least -1.
            std::int64_t code = 9 * (1 - rows) + 3 * (1 - begun) + 1 - halted;
            archive.number(code);
            if constexpr (Archive::decodes) {
                rows = static_cast<std::int32_t>(1 - code / 9);
                begun = static_cast<std::int32_t>(1 - code / 3 % 3);
                halted = static_cast<std::int32_t>(1 - code % 3);
            }
        });
    }

private:
    using Change = OpenRowTimeState::Change;

    /// Members are written one by one: a processor waits when it copies at once what was just written in pieces.
    void book(Cycles time, std::int32_t rows, std::int32_t refreshing, std::int32_t stopped)
    {
        state_.waiting.emplace_back();
        std::size_t at = state_.waiting.size() - 1;  // few changes are later, and they are the last
        for (; at > 0 && state_.waiting[at - 1].time > time; --at) state_.waiting[at] = state_.waiting[at - 1];
        Change& change = state_.waiting[at];
        change.time = time;
        change.rows = rows;
        change.refreshing = refreshing;
        change.stopped = stopped;
    }

    void pass(Cycles until, OpenRowCounters counters)
    {
        if (until <= state_.counted) return;
        const auto passed = static_cast<std::uint64_t>((until - state_.counted).value());
        state_.counted = until;
        if (state_.stopped > 0) {
            (state_.open > 0 ? counters.down_open : counters.down_closed) += passed;
        } else if (state_.open > 0) {
            counters.any_open += passed;
            counters.all_open += passed * static_cast<std::uint64_t>(state_.open);
        } else if (state_.refreshing > 0) {
            counters.refresh_only += passed;
        }
    }

    OpenRowTimeState state_;
};

}  // namespace deltasim::dram
