// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// When the ranks of a channel are to be refreshed. Each rank owes one more refresh every tREFI (per-bank refresh: one
// of its banks every tREFI / banks), ranks an equal part of that apart. What is owed is for the channel to do.

namespace deltasim::dram
{

class RefreshSchedule
{
public:
    explicit RefreshSchedule(const machine::DramDevice& device);

    [[nodiscard]] bool runs() const { return interval_.value() > 0; }
    [[nodiscard]] Cycles interval() const { return interval_; }
    /// Commands after which a rank has been refreshed as a whole.
    [[nodiscard]] std::uint32_t commands_a_round() const { return commands_a_round_; }

    /// When the next rank owes one more. Never, without refresh.
    [[nodiscard]] Cycles next_due() const { return next_due_; }
    [[nodiscard]] std::uint32_t next_rank() const { return next_rank_; }
    /// That time has come. Returns the rank.
    std::uint32_t come_due();

    [[nodiscard]] bool owes_any() const { return owed_in_all_ > 0; }
    [[nodiscard]] std::uint64_t owed(std::uint32_t rank) const { return owed_[rank]; }
    /// When the first of the refreshes that a rank owes came due. It is no part of the state: while the channel is idle
    /// what is owed is done at once, so that only a refresh that comes due just now waits for it.
    [[nodiscard]] Cycles owed_since(std::uint32_t rank) const
    {
        return due_[rank] - Cycles(static_cast<std::int64_t>(owed_[rank]) * interval_.value());
    }
    /// One has been done.
    void done(std::uint32_t rank);
    /// The bank of the rank, counted in it, whose turn is next under per-bank refresh.
    [[nodiscard]] std::uint32_t next_bank(std::uint32_t rank) const { return next_bank_[rank]; }

    /// Refreshes of all ranks, whole rounds, over `intervals` were done when they were due.
    void skip(std::int64_t intervals);

    template <class Archive>
    void describe(Archive& archive)
    {
        if (!may_postpone_) return;
        for (std::uint64_t& owed : owed_) archive.number(owed);
        for (std::uint32_t& bank : next_bank_) archive.number(bank);
        count_owed();
    }
    template <class Archive>
    void describe_deadlines(Archive& archive)
    {
        for (Cycles& due : due_) archive.deadline(due);
        if (!may_postpone_) {
            for (std::uint32_t& bank : next_bank_) archive.number(bank);
        }
        if constexpr (Archive::decodes) find_next();
    }

private:
    void find_next();
    void count_owed();

    Cycles interval_;
    std::uint32_t commands_a_round_;
    bool may_postpone_;

    std::vector<Cycles> due_;               ///< by rank: when it owes one more
    std::vector<std::uint64_t> owed_;       ///< by rank
    std::vector<std::uint32_t> next_bank_;  ///< by rank

    // Found from the above.
    Cycles next_due_;
    std::uint32_t next_rank_ = 0;
    std::uint64_t owed_in_all_ = 0;
};

}  // namespace deltasim::dram
