// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// When the ranks of a channel are to be refreshed. Every rank owes one more refresh every tREFI; with per-bank refresh,
// it owes one bank every tREFI / banks. The channel does the refreshes that are owed.

namespace deltasim::dram
{

/// The whole state of a RefreshSchedule.
struct RefreshScheduleState {
    Cycles next_due{0};
    std::vector<std::uint64_t> owed;  ///< by rank
    std::uint64_t owed_in_all = 0;    ///< the sum of `owed`
};

class RefreshSchedule
{
public:
    explicit RefreshSchedule(const machine::DramDevice& device);

    [[nodiscard]] Cycles interval() const { return interval_; }
    /// How many commands refresh a whole rank.
    [[nodiscard]] std::uint32_t commands_a_round() const { return commands_a_round_; }

    /// The clock at which every rank owes one more refresh; never, without refresh.
    [[nodiscard]] Cycles next_due() const { return state_.next_due; }
    /// The clock next_due() has come.
    void come_due();

    [[nodiscard]] bool owes_any() const { return state_.owed_in_all > 0; }
    [[nodiscard]] std::uint64_t owed(std::uint32_t rank) const { return state_.owed[rank]; }
    /// One refresh of the rank was done.
    void done(std::uint32_t rank)
    {
        --state_.owed[rank];
        --state_.owed_in_all;
    }

    /// The refreshes of all ranks in this many intervals were done when they were due.
    void skip(std::int64_t intervals) { state_.next_due += Cycles(intervals * interval_.value()); }

    /// Refreshes that are due by `until` are not owed: the device refreshes itself.
    void drop(Cycles until)
    {
        if (state_.next_due <= until) skip((until - state_.next_due).value() / interval_.value() + 1);
    }

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        if (!self.may_postpone_) return;
        auto& [next_due, owed, owed_in_all] = self.state_;
        for (auto& of_rank : owed) archive.number(of_rank);
        if constexpr (Archive::decodes) owed_in_all = std::accumulate(owed.begin(), owed.end(), std::uint64_t{0});
    }
    /// Archives when refreshes are due, which describe() leaves out.
    template <class Archive, class Self>
    static void describe_deadlines(Archive& archive, Self& self)
    {
        archive.deadline(self.state_.next_due);
    }

private:
    Cycles interval_;
    std::uint32_t commands_a_round_;
    bool may_postpone_;
    RefreshScheduleState state_;
};

}  // namespace deltasim::dram
