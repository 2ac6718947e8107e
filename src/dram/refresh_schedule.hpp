// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// When the ranks of a channel are to be refreshed. All of them owe one more refresh every tREFI (per-bank refresh: one
// of its banks every tREFI / banks). What is owed is for the channel to do.

namespace deltasim::dram
{

class RefreshSchedule
{
public:
    explicit RefreshSchedule(const machine::DramDevice& device);

    [[nodiscard]] Cycles interval() const { return interval_; }
    /// Commands after which a rank has been refreshed as a whole.
    [[nodiscard]] std::uint32_t commands_a_round() const { return commands_a_round_; }

    /// When every rank owes one more. Never, without refresh.
    [[nodiscard]] Cycles next_due() const { return next_due_; }
    /// That time has come.
    void come_due();

    [[nodiscard]] bool owes_any() const { return owed_in_all_ > 0; }
    [[nodiscard]] std::uint64_t owed(std::uint32_t rank) const { return owed_[rank]; }
    /// One has been done.
    void done(std::uint32_t rank)
    {
        --owed_[rank];
        --owed_in_all_;
    }

    /// Refreshes of all ranks over `intervals` were done when they were due.
    void skip(std::int64_t intervals) { next_due_ += Cycles(intervals * interval_.value()); }

    /// What is due by `until` is not owed: the device refreshes itself.
    void drop(Cycles until)
    {
        if (next_due_ <= until) skip((until - next_due_).value() / interval_.value() + 1);
    }

    template <class Archive>
    void describe(Archive& archive)
    {
        if (!may_postpone_) return;
        for (std::uint64_t& owed : owed_) archive.number(owed);
        if constexpr (Archive::decodes) count_owed();
    }
    template <class Archive>
    void describe_deadlines(Archive& archive)
    {
        archive.deadline(next_due_);
    }

private:
    void count_owed();

    Cycles interval_;
    std::uint32_t commands_a_round_;
    bool may_postpone_;

    Cycles next_due_;
    std::vector<std::uint64_t> owed_;  ///< by rank
    std::uint64_t owed_in_all_ = 0;    ///< found from it
};

}  // namespace deltasim::dram
