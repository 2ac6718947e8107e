// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/recent_use.hpp"

// Decides which refreshes a channel does, and when; this is the whole refresh policy. The scheduler carries refreshes
// out.
//
// Every tREFI all ranks owe one more refresh; with per-bank refresh every tREFI / banks, and each bank has its turn
// once in a round. A number of refreshes of a rank may wait (one with per-bank refresh); when one more is due, one is
// done at once. While requests come, a waiting refresh is done as soon as a unit that may have its turn is free.
// Without a request it is done as soon as the last request's column command was issued.
//
// Where refreshes of banks overlap, all that are left of a round may wait, and are then done together. Without a
// request they are done as soon as the last column command was a bank's refresh ago, or a unit is free.
//
// Among the banks that may have their turn, it takes the free one that was used last, since streams go round the banks;
// but not the very last one that the rank used, where its next request may lie. If no bank is free, it takes the one
// that was used longest ago; the bank that a waiting request needs comes last of all.

namespace deltasim::systemc
{

struct RefreshTask {
    std::uint64_t rank = 0;
    std::optional<std::uint64_t> bank;  ///< as in BurstPlace; none: all of the rank
    Cycles not_before{0};
};

/// Carries refreshes out.
class RefreshExecutor
{
public:
    RefreshExecutor() = default;
    RefreshExecutor(const RefreshExecutor&) = delete;
    RefreshExecutor& operator=(const RefreshExecutor&) = delete;
    virtual ~RefreshExecutor() = default;

    /// Books the refresh, and before it the precharges that it needs. Returns the first clock after its command at
    /// which the same unit could be refreshed again.
    virtual Cycles refresh(const RefreshTask& task) = 0;
    /// The first clock after all booked column commands.
    [[nodiscard]] virtual Cycles idle_from() const = 0;
};

class RefreshPolicy
{
public:
    RefreshPolicy(const machine::DramDevice& device, RefreshExecutor& executor);

    /// Makes the next decision that comes before a request which arrives at clock `arrival` and whose first command
    /// could be issued at clock `first`. Returns false, and does nothing, if there is none.
    [[nodiscard]] bool decides_before(const BurstPlace& wanted, Cycles arrival, Cycles first);
    void served(const BurstPlace& at) { use_.served(at); }

    /// Without a request: decides on refreshes that come due up to clock `due_by`, and before clock `idle_before` on
    /// waiting ones.
    void settle(Cycles idle_before, Cycles due_by);
    /// The next clock at which a decision is needed without a request.
    [[nodiscard]] Cycles next_decision() const;

private:
    struct Rank {
        std::uint64_t owed = 0;
        Cycles next{0};  ///< no refresh is decided before this clock
    };

    void fall_due(const BurstPlace* wanted);
    [[nodiscard]] std::optional<RefreshTask> first_waiting(Cycles from, const BurstPlace* wanted) const;
    [[nodiscard]] bool may_have_turn(std::uint64_t unit, const BurstPlace* wanted) const;
    [[nodiscard]] bool any_free(std::uint64_t rank, const BurstPlace* wanted) const;
    [[nodiscard]] std::uint64_t left_of_round(std::uint64_t rank) const;
    [[nodiscard]] RefreshTask task_of(std::uint64_t rank, const BurstPlace* wanted, Cycles not_before) const;
    void carry_out(const RefreshTask& task);

    RefreshExecutor& executor_;
    bool of_banks_;
    bool gathers_;         ///< the refreshes that are left of a round are done together
    std::uint64_t banks_;  ///< in one rank
    std::uint64_t may_wait_;
    Cycles quiet_;  ///< clocks since the last column command, before units that are not free are refreshed
    Cycles interval_;
    Cycles due_;
    std::vector<Rank> ranks_;
    RecentUse use_;
    std::vector<bool> had_turn_;  ///< by bank, in this round
};

}  // namespace deltasim::systemc
