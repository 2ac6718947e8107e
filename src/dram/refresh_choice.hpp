// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// Chooses what a rank refreshes next, and says whether requests can do without it: the whole rank, or with per-bank
// refresh one of the banks that have not had their turn in this round.
//
// A controller does not know which requests will come. A rank counts as free if none of the channel's last requests
// used it; the number of these requests is how many are served while a refresh lasts (tRFC).
//
// A bank pauses when twice as many requests as its rank has banks went elsewhere, or as many as a refresh lasts if
// these are fewer. It is expected to stay unused for as many requests as in the shorter of its last two pauses, at most
// for four refreshes. It counts as free if the rest of them is enough for a refresh (tRFCpb), or if it has been unused
// for longer than that, and for as long as a refresh. Streams go round the banks, so among several free banks the one
// that was used last will be needed last. The exception is the very last bank that the rank used, since its next
// request may go there.
//
// If no bank is free, the refreshes of a quarter of the banks may wait. Where refreshes of banks overlap, all that
// remain of the round may, and they are then done together.

namespace deltasim::dram
{

/// The whole state of a RefreshChoice.
struct RefreshChoiceState {
    std::uint64_t requests = 0;  ///< requests of the channel so far
    /// By bank or rank: the number of the request that used it last; different for all of a rank.
    std::vector<std::uint64_t> last_use;
    // By bank, only for per-bank refresh:
    std::vector<std::uint8_t> had_turn;       ///< it was refreshed in this round
    std::vector<std::uint64_t> last_pause;    ///< requests from one use to the next
    std::vector<std::uint64_t> pause_before;  ///< the one before `last_pause`
};

class RefreshChoice
{
public:
    explicit RefreshChoice(const machine::DramDevice& device);

    /// False if requests need not be told.
    [[nodiscard]] bool watches() const { return may_wait_; }
    /// A request for this bank is served.
    void use(const BankAddress& at)
    {
        if (!may_wait_) return;
        ++state_.requests;
        if (of_banks_ && unused(at.bank) > in_use_for_) {
            state_.pause_before[at.bank] =
                std::exchange(state_.last_pause[at.bank], std::min(unused(at.bank), forgotten_after_));
        }
        state_.last_use[of_banks_ ? at.bank : at.rank] = state_.requests;
    }

    /// How many refreshes of the rank may wait when the next one is due.
    [[nodiscard]] std::uint64_t most_waiting(std::uint32_t rank) const
    {
        return together_ ? std::max(at_least_waiting_, left_in_round(rank) - 1) : at_least_waiting_;
    }
    /// How many refreshes of the rank are done when one more is due than may wait.
    [[nodiscard]] std::uint64_t at_once(std::uint32_t rank) const { return together_ ? left_in_round(rank) : 1; }

    /// True if something of the rank that may have its turn is free, and a request does not need it; without a request,
    /// `wanted` is nullptr.
    [[nodiscard]] bool any_free(std::uint32_t rank, const BankAddress* wanted) const;

    /// The bank to refresh next, whether it is free or not; not the bank that a request needs, if possible. For a whole
    /// rank, its first bank.
    [[nodiscard]] std::uint32_t bank(std::uint32_t rank, const BankAddress* wanted) const;

    /// This bank or rank was refreshed.
    void done(std::uint32_t rank, std::uint32_t bank);

    /// Archives how many requests ago everything was used. Of what has been unused for longer than any pause counts,
    /// only the order matters.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        if (!self.may_wait_) return;
        if constexpr (Archive::decodes) {
            describe_state(archive, self.state_);
        } else {
            const RefreshChoiceState canonical = self.canonical();
            describe_state(archive, canonical);
        }
    }

private:
    /// The state with the same behaviour in canonical form: everything that has been unused for longer than any pause
    /// counts was used just that long ago, in the same order.
    [[nodiscard]] RefreshChoiceState canonical() const;
    template <class Archive, class State>
    static void describe_state(Archive& archive, State& state)
    {
        auto& [requests, last_use, had_turn, last_pause, pause_before] = state;
        for (auto& use : last_use) {
            std::uint64_t ago = requests - use;
            archive.number(ago);
            if constexpr (Archive::decodes) use = requests - ago;
        }
        constexpr unsigned half = 32;
        for (std::size_t bank = 0; bank < last_pause.size(); ++bank) {
            std::uint64_t pauses = last_pause[bank] << half | pause_before[bank];
            archive.number(pauses);
            if constexpr (Archive::decodes) {
                last_pause[bank] = pauses >> half;
                pause_before[bank] = pauses & ((std::uint64_t{1} << half) - 1);
            }
        }
        constexpr std::size_t bits = 32;
        for (std::size_t first = 0; first < had_turn.size(); first += bits) {
            const std::size_t end = std::min(first + bits, had_turn.size());
            std::uint64_t word = 0;
            for (std::size_t i = first; i < end; ++i) word |= std::uint64_t{had_turn[i]} << (i - first);
            archive.number(word);
            if constexpr (Archive::decodes) {
                for (std::size_t i = first; i < end; ++i) had_turn[i] = (word >> (i - first)) & 1U;
            }
        }
    }
    /// The requests since a unit was used.
    [[nodiscard]] std::uint64_t unused(std::uint32_t unit) const { return state_.requests - state_.last_use[unit]; }
    [[nodiscard]] bool is_free(std::uint32_t unit) const
    {
        if (!of_banks_) return unused(unit) >= free_after_;
        const std::uint64_t pause = std::min(state_.last_pause[unit], state_.pause_before[unit]);
        const bool stays = unused(unit) >= in_use_for_ && unused(unit) + free_after_ <= pause;
        return stays || unused(unit) >= std::max(free_after_, pause);
    }
    [[nodiscard]] std::uint64_t left_in_round(std::uint32_t rank) const;
    [[nodiscard]] bool may_have_turn(std::uint32_t unit, const BankAddress* wanted) const
    {
        const bool is_wanted = wanted != nullptr && unit == (of_banks_ ? wanted->bank : wanted->rank);
        return !is_wanted && (!of_banks_ || state_.had_turn[unit] == 0);
    }

    bool of_banks_;
    bool together_;  ///< the last refreshes of a round are done together
    bool may_wait_;
    std::uint64_t at_least_waiting_;  ///< this many refreshes of a rank may wait in any case
    std::uint32_t banks_a_rank_;
    std::uint32_t units_a_rank_;     ///< units (banks or ranks) that are refreshed, in one rank
    std::uint64_t free_after_;       ///< requests that are served while a refresh lasts
    std::uint64_t in_use_for_;       ///< a bank is in use until this many requests went elsewhere
    std::uint64_t forgotten_after_;  ///< when something was used makes no difference after this many requests
    RefreshChoiceState state_;
};

}  // namespace deltasim::dram
