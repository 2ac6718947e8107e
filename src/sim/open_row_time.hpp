// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"

// How long the banks of a rank had rows open, for the background energy of a DRAM. Activates and precharges are booked
// in the order of the requests that need them, which is not that of their times: they wait here until nothing earlier
// can come any more, and are then counted in order of time.

namespace deltasim
{

class OpenRowTime
{
public:
    /// A row is opened at `time`, or `rows` are closed.
    void open(Cycles time) { book({time, 1}); }
    void close(Cycles time, std::int64_t rows = 1) { book({time, -rows}); }

    /// Whether anything waits to be counted.
    [[nodiscard]] bool waits() const { return !waiting_.empty(); }

    /// Counts the time up to `until`; nothing is booked before it from now on. Adds to the clocks in which any bank had
    /// a row open, and to those of all banks together.
    void count_until(Cycles until, std::uint64_t& any_open, std::uint64_t& all_open)
    {
        std::size_t passed = 0;
        while (passed < waiting_.size() && waiting_[passed].time <= until) {
            pass(waiting_[passed].time, any_open, all_open);
            open_ += waiting_[passed].change;
            ++passed;
        }
        if (passed > 0) waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(passed));
        pass(until, any_open, all_open);
    }

    template <class Archive>
    void describe(Archive& archive)
    {
        archive.clock(counted_, Cycles(0));
        archive.number(open_);
        std::size_t waiting = waiting_.size();
        archive.number(waiting);
        waiting_.resize(waiting);
        for (Change& change : waiting_) {
            archive.clock(change.time, Cycles(0));
            std::int64_t closed = 1 - change.change;
            archive.number(closed);
            change.change = 1 - closed;
        }
    }

private:
    struct Change {
        Cycles time{0};
        std::int64_t change = 0;  ///< of the number of open rows
    };

    void book(Change change)
    {
        const auto later = std::upper_bound(waiting_.begin(), waiting_.end(), change,
                                            [](const Change& a, const Change& b) { return a.time < b.time; });
        waiting_.insert(later, change);
    }

    void pass(Cycles until, std::uint64_t& any_open, std::uint64_t& all_open)
    {
        if (until <= counted_) return;
        const auto passed = static_cast<std::uint64_t>((until - counted_).value());
        counted_ = until;
        if (open_ == 0) return;
        any_open += passed;
        all_open += passed * static_cast<std::uint64_t>(open_);
    }

    std::vector<Change> waiting_;  ///< in order of time
    Cycles counted_{0};
    std::int64_t open_ = 0;  ///< rows open at `counted_`
};

}  // namespace deltasim
