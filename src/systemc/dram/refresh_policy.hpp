// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/recent_use.hpp"

// Which refreshes a channel does, and when: all there is of refresh policy. How one is carried out is the scheduler's
// affair.
//
// Every tREFI all ranks owe one more refresh; of single banks every tREFI / banks, and each bank has its turn once in a
// round. So many refreshes of a rank may wait, one where single banks are refreshed: when one more is due, one is done
// at once. One that waits is done beside requests as soon as something is free that may have its turn, and with no
// request there as soon as the last one's column command has gone out.
//
// Of the banks that may have their turn it is the free one that was used last, since streams go round the banks; but
// not the very last of the rank, where its next request may lie. If none is free, it is the one that was used longest
// ago; what the request that is there asks for comes last of all.

namespace deltasim::systemc
{

struct RefreshTask {
    std::uint64_t rank = 0;
    std::optional<std::uint64_t> bank;  ///< as in BurstPlace; none: all of the rank
    Cycles not_before{0};
};

/// Whoever carries refreshes out.
class RefreshExecutor
{
public:
    RefreshExecutor() = default;
    RefreshExecutor(const RefreshExecutor&) = delete;
    RefreshExecutor& operator=(const RefreshExecutor&) = delete;
    virtual ~RefreshExecutor() = default;

    /// Books the refresh, and before it the precharges that it needs. Returns the first clock after its command at
    /// which the same could be refreshed again.
    virtual Cycles refresh(const RefreshTask& task) = 0;
    /// The first clock after all column commands that are booked.
    [[nodiscard]] virtual Cycles idle_from() const = 0;
};

class RefreshPolicy
{
public:
    RefreshPolicy(const machine::DramDevice& device, RefreshExecutor& executor);

    /// The next decision that comes before a request which is there at clock `arrival` and whose first command could go
    /// out at clock `first`. Returns false, having done nothing, if there is none.
    [[nodiscard]] bool decides_before(const BurstPlace& wanted, Cycles arrival, Cycles first);
    void served(const BurstPlace& at) { use_.served(at); }

    /// Decides on what falls due up to clock `due_by`, and before clock `idle_before` on what waits, no request being
    /// there.
    void settle(Cycles idle_before, Cycles due_by);
    /// The next clock at which something is to be decided without a request.
    [[nodiscard]] Cycles next_decision() const;

private:
    struct Rank {
        std::uint64_t owed = 0;
        Cycles next{0};  ///< no refresh is decided on before this clock
    };

    void fall_due(const BurstPlace* wanted);
    [[nodiscard]] std::optional<RefreshTask> first_waiting(Cycles from, const BurstPlace* wanted) const;
    [[nodiscard]] bool may_have_turn(std::uint64_t unit, const BurstPlace* wanted) const;
    [[nodiscard]] bool any_free(std::uint64_t rank, const BurstPlace& wanted) const;
    [[nodiscard]] RefreshTask task_of(std::uint64_t rank, const BurstPlace* wanted, Cycles not_before) const;
    void carry_out(const RefreshTask& task);

    RefreshExecutor& executor_;
    bool of_banks_;
    std::uint64_t banks_;  ///< of a rank
    std::uint64_t may_wait_;
    Cycles interval_;
    Cycles due_;
    std::vector<Rank> ranks_;
    RecentUse use_;
    std::vector<bool> had_turn_;  ///< by bank, in this round
};

}  // namespace deltasim::systemc
