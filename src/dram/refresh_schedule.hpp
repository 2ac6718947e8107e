// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// When the ranks of a channel are to be refreshed. All of them owe one more refresh every tREFI (per-bank refresh: one
// of its banks every tREFI / banks). What is owed is for the channel to do.

namespace deltasim::dram
{

/// All that changes in it.
struct RefreshScheduleState {
    Cycles next_due{0};
    std::vector<std::uint64_t> owed;  ///< by rank
    std::uint64_t owed_in_all = 0;    ///< found from it
};

class RefreshSchedule
{
public:
    explicit RefreshSchedule(const machine::DramDevice& device);

    [[nodiscard]] Cycles interval() const { return interval_; }
    /// Commands after which a rank has been refreshed as a whole.
    [[nodiscard]] std::uint32_t commands_a_round() const { return commands_a_round_; }

    /// When every rank owes one more. Never, without refresh.
    [[nodiscard]] Cycles next_due() const { return state_.next_due; }
    /// That time has come.
    void come_due();

    [[nodiscard]] bool owes_any() const { return state_.owed_in_all > 0; }
    [[nodiscard]] std::uint64_t owed(std::uint32_t rank) const { return state_.owed[rank]; }
    /// One has been done.
    void done(std::uint32_t rank)
    {
        --state_.owed[rank];
        --state_.owed_in_all;
    }

    /// Refreshes of all ranks over `intervals` were done when they were due.
    void skip(std::int64_t intervals) { state_.next_due += Cycles(intervals * interval_.value()); }

    /// What is due by `until` is not owed: the device refreshes itself.
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
    /// When refreshes are due, which describe() leaves out.
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
