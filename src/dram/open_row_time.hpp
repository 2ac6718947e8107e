// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"

// How long the banks of a rank had rows open, and were refreshed while none had, for the background energy of a DRAM.
// Activates and precharges are booked in the order of the requests that need them, which is not that of their times:
// they wait here until nothing earlier can come any more, and are then counted in order of time.

namespace deltasim::dram
{

/// Clocks of a rank.
struct OpenRowCounters {
    std::uint64_t& any_open;      ///< in which any bank has a row open
    std::uint64_t& all_open;      ///< in which a bank has, summed over banks
    std::uint64_t& refresh_only;  ///< in which no bank has, and single ones are being refreshed
};

class OpenRowTime
{
public:
    /// A row is opened at `time`, or `rows` are closed.
    void open(Cycles time) { book({time, 1, 0}); }
    void close(Cycles time, std::int32_t rows = 1) { book({time, -rows, 0}); }
    /// A single bank is being refreshed from `begin` on and before `end`.
    void refresh(Cycles begin, Cycles end)
    {
        book({begin, 0, 1});
        book({end, 0, -1});
    }

    /// Counts the time up to `until`; nothing is booked before it from now on.
    void count_until(Cycles until, OpenRowCounters counters)
    {
        std::size_t passed = 0;
        while (passed < waiting_.size() && waiting_[passed].time <= until) {
            pass(waiting_[passed].time, counters);
            open_ += waiting_[passed].rows;
            refreshing_ += waiting_[passed].refreshing;
            ++passed;
        }
        if (passed > 0) waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(passed));
        pass(until, counters);
    }

    template <class Archive>
    void describe(Archive& archive)
    {
        archive.clock(counted_, Cycles(0));
        archive.number(open_);
        archive.number(refreshing_);
        std::size_t waiting = waiting_.size();
        archive.number(waiting);
        waiting_.resize(waiting);
        for (Change& change : waiting_) {
            archive.clock(change.time, Cycles(0));
            std::int64_t code = 3 * (1 - change.rows) + 1 - change.refreshing;  // both are 1 at most
            archive.number(code);
            change.rows = static_cast<std::int32_t>(1 - code / 3);
            change.refreshing = static_cast<std::int32_t>(1 - code % 3);
        }
    }

private:
    struct Change {
        Cycles time{0};
        std::int32_t rows = 0;        ///< of the number of open rows
        std::int32_t refreshing = 0;  ///< of the number of banks being refreshed
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
        if (open_ > 0) {
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
};

}  // namespace deltasim::dram
