// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// What of a rank is refreshed next, and whether requests can do without it: the rank as a whole or, under per-bank
// refresh, one of the banks that have not had their turn in this round.
//
// A controller does not know which requests are still to come. What none of the channel's last requests wanted, as many
// as are served while a refresh lasts (tRFC, tRFCpb), is taken as free. Streams go round the banks, so that of several
// free banks the one that was used last is needed last; but not the very last one of the rank, where its next request
// may lie.

namespace deltasim::dram
{

/// All that changes in it.
struct RefreshChoiceState {
    std::uint64_t requests = 0;           ///< of the channel
    std::vector<std::uint64_t> last_use;  ///< by unit: the number of the request, no two of a rank alike
    std::vector<std::uint8_t> had_turn;   ///< by bank, in this round, if banks are refreshed
};

class RefreshChoice
{
public:
    explicit RefreshChoice(const machine::DramDevice& device);

    /// A request for that bank is served.
    void use(const BankAddress& at)
    {
        if (may_wait_) state_.last_use[of_banks_ ? at.bank : at.rank] = ++state_.requests;
    }

    /// Whether anything of the rank that may have its turn is free, and not what a request wants.
    [[nodiscard]] bool any_free(std::uint32_t rank, const BankAddress& wanted) const;

    /// The bank to be refreshed next, whether it is free or not: not what a request wants, if there is one and it can
    /// be helped. Of a whole rank its first.
    [[nodiscard]] std::uint32_t bank(std::uint32_t rank, const BankAddress* wanted) const;

    /// That bank, or rank, has been refreshed.
    void done(std::uint32_t rank, std::uint32_t bank);

    /// How many requests ago everything was used. Of what is free only the order matters.
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
    /// The state after which all is done as after this one: what is free was used as few requests ago as leave it free,
    /// in the same order.
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
    std::uint32_t units_a_rank_;  ///< that are refreshed
    std::uint64_t free_after_;    ///< so many requests for others
    RefreshChoiceState state_;
};

}  // namespace deltasim::dram
