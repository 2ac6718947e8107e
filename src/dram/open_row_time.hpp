// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"

// How long the banks of a rank had rows open, and were refreshed while none had, and how long the rank's clock was
// stopped, for the background energy of a DRAM.
// Activates and precharges are booked in the order of the requests that need them, which is not that of their times:
// they wait here until nothing earlier can come any more, and are then counted in order of time.

namespace deltasim::dram
{

/// Clocks of a rank.
struct OpenRowCounters {
    std::uint64_t& any_open;      ///< in which any bank has a row open
    std::uint64_t& all_open;      ///< in which a bank has, summed over banks
    std::uint64_t& refresh_only;  ///< in which no bank has, and single ones are being refreshed
    std::uint64_t& down_open;     ///< in which the clock is stopped and any bank has a row open, apart from the others
    std::uint64_t& down_closed;   ///< and in which none has
};

class OpenRowTime
{
public:
    /// A row is opened at `time`, or `rows` are closed.
    void open(Cycles time) { book({time, 1, 0, 0}); }
    void close(Cycles time, std::int32_t rows = 1) { book({time, -rows, 0, 0}); }
    /// A single bank is being refreshed from `begin` on and before `end`.
    void refresh(Cycles begin, Cycles end)
    {
        book({begin, 0, 1, 0});
        book({end, 0, -1, 0});
    }
    /// The clock is stopped, or goes on.
    void stop(Cycles time) { book({time, 0, 0, 1}); }
    void go_on(Cycles time) { book({time, 0, 0, -1}); }

    /// All that is booked, and what is counted up to, is so much later: the time between was counted elsewhere.
    void skip(Cycles cycles)
    {
        counted_ += cycles;
        for (Change& change : waiting_) change.time += cycles;
    }

    /// Counts the time up to `until`; nothing is booked before it from now on.
    void count_until(Cycles until, OpenRowCounters counters)
    {
        std::size_t passed = 0;
        while (passed < waiting_.size() && waiting_[passed].time <= until) {
            pass(waiting_[passed].time, counters);
            open_ += waiting_[passed].rows;
            refreshing_ += waiting_[passed].refreshing;
            stopped_ += waiting_[passed].stopped;
            ++passed;
        }
        if (passed > 0) waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(passed));
        pass(until, counters);
    }

    /// Whether any is open at the clock up to which time is counted.
    [[nodiscard]] bool has_open_rows() const { return open_ > 0; }
    /// The clock up to which time is counted.
    [[nodiscard]] Cycles counted() const { return counted_; }

    template <class Archive>
    void describe(Archive& archive)
    {
        archive.clock(counted_, Cycles(0));
        archive.number(open_);
        archive.number(refreshing_);
        archive.number(stopped_);
        std::size_t waiting = waiting_.size();
        archive.number(waiting);
        waiting_.resize(waiting);
        for (Change& change : waiting_) {
            archive.clock(change.time, Cycles(0));
            // All are 1 at most, and the last two no less than -1.
            std::int64_t code = 9 * (1 - change.rows) + 3 * (1 - change.refreshing) + 1 - change.stopped;
            archive.number(code);
            change.rows = static_cast<std::int32_t>(1 - code / 9);
            change.refreshing = static_cast<std::int32_t>(1 - code / 3 % 3);
            change.stopped = static_cast<std::int32_t>(1 - code % 3);
        }
    }

private:
    struct Change {
        Cycles time{0};
        std::int32_t rows = 0;        ///< of the number of open rows
        std::int32_t refreshing = 0;  ///< of the number of banks being refreshed
        std::int32_t stopped = 0;     ///< of whether the clock is stopped
    };

    void book(Change change)
    {
        waiting_.push_back(change);
        std::size_t at = waiting_.size() - 1;  // few are later, and these are the last
        for (; at > 0 && waiting_[at - 1].time > change.time; --at) waiting_[at] = waiting_[at - 1];
        waiting_[at] = change;
    }

    void pass(Cycles until, OpenRowCounters counters)
    {
        if (until <= counted_) return;
        const auto passed = static_cast<std::uint64_t>((until - counted_).value());
        counted_ = until;
        if (stopped_ > 0) {
            (open_ > 0 ? counters.down_open : counters.down_closed) += passed;
        } else if (open_ > 0) {
            counters.any_open += passed;
            counters.all_open += passed * static_cast<std::uint64_t>(open_);
        } else if (refreshing_ > 0) {
            counters.refresh_only += passed;
        }
    }

    std::vector<Change> waiting_;  ///< in order of time
    Cycles counted_{0};
    std::int64_t open_ = 0;        ///< rows open at `counted_`
    std::int64_t refreshing_ = 0;  ///< banks being refreshed then
    std::int64_t stopped_ = 0;     ///< 1 if the clock is stopped then
};

}  // namespace deltasim::dram
