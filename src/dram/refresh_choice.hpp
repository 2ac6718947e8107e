// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// Chooses what a rank refreshes next, and says whether requests can do without it: the whole rank, or with per-bank
// refresh one of the banks that have not had their turn in this round.
//
// A controller does not know which requests will come. A bank or rank counts as free if none of the channel's last
// requests used it; the number of these requests is how many are served while a refresh lasts (tRFC, tRFCpb). Streams
// go round the banks, so among several free banks the one that was used last will be needed last. The exception is the
// very last bank that the rank used, since its next request may go there.

namespace deltasim::dram
{

/// The whole state of a RefreshChoice.
struct RefreshChoiceState {
    std::uint64_t requests = 0;  ///< requests of the channel so far
    /// By bank or rank: the number of the request that used it last; different for all of a rank.
    std::vector<std::uint64_t> last_use;
    std::vector<std::uint8_t> had_turn;  ///< by bank: it was refreshed in this round; only for per-bank refresh
};

class RefreshChoice
{
public:
    explicit RefreshChoice(const machine::DramDevice& device);

    /// A request for this bank is served.
    void use(const BankAddress& at)
    {
        if (may_wait_) state_.last_use[of_banks_ ? at.bank : at.rank] = ++state_.requests;
    }

    /// True if something of the rank that may have its turn is free, and the request does not need it.
    [[nodiscard]] bool any_free(std::uint32_t rank, const BankAddress& wanted) const;

    /// The bank to refresh next, whether it is free or not; not the bank that a request needs, if possible. For a whole
    /// rank, its first bank.
    [[nodiscard]] std::uint32_t bank(std::uint32_t rank, const BankAddress* wanted) const;

    /// This bank or rank was refreshed.
    void done(std::uint32_t rank, std::uint32_t bank);

    /// Archives how many requests ago everything was used. Of what is free, only the order matters.
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
    /// The state with the same behaviour in canonical form: everything that is free was used just long enough ago to be
    /// free, in the same order.
    [[nodiscard]] RefreshChoiceState canonical() const;
    template <class Archive, class State>
    static void describe_state(Archive& archive, State& state)
    {
        auto& [requests, last_use, had_turn] = state;
        for (auto& use : last_use) {
            std::uint64_t ago = requests - use;
            archive.number(ago);
            if constexpr (Archive::decodes) use = requests - ago;
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
    [[nodiscard]] bool is_free(std::uint32_t unit) const
    {
        return state_.requests - state_.last_use[unit] >= free_after_;
    }
    [[nodiscard]] bool may_have_turn(std::uint32_t unit, const BankAddress* wanted) const
    {
        const bool is_wanted = wanted != nullptr && unit == (of_banks_ ? wanted->bank : wanted->rank);
        return !is_wanted && (!of_banks_ || state_.had_turn[unit] == 0);
    }

    bool of_banks_;
    bool may_wait_;
    std::uint32_t banks_a_rank_;
    std::uint32_t units_a_rank_;  ///< units (banks or ranks) that are refreshed, in one rank
    std::uint64_t free_after_;    ///< a unit is free after this many requests for others
    RefreshChoiceState state_;
};

}  // namespace deltasim::dram
