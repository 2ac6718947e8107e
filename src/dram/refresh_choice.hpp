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

class RefreshChoice
{
public:
    explicit RefreshChoice(const machine::DramDevice& device);

    /// A request for that bank is served.
    void use(const BankAddress& at)
    {
        if (may_wait_) last_use_[of_banks_ ? at.bank : at.rank] = ++requests_;
    }

    /// Whether anything of the rank that may have its turn is free, and not what a request wants.
    [[nodiscard]] bool any_free(std::uint32_t rank, const BankAddress& wanted) const;

    /// The bank to be refreshed next, whether it is free or not: not what a request wants, if there is one and it can
    /// be helped. Of a whole rank its first.
    [[nodiscard]] std::uint32_t bank(std::uint32_t rank, const BankAddress* wanted) const;

    /// That bank, or rank, has been refreshed.
    void done(std::uint32_t rank, std::uint32_t bank);

    /// How many requests ago everything was used. Of what is free only the order matters.
    template <class Archive>
    void describe(Archive& archive)
    {
        if (!may_wait_) return;
        for (std::uint32_t first = 0; first < last_use_.size(); first += units_a_rank_) {
            if constexpr (!Archive::decodes) number_past_uses(first);
            for (std::uint32_t unit = first; unit < first + units_a_rank_; ++unit) {
                std::uint64_t ago = requests_ - last_use_[unit];
                archive.number(ago);
                last_use_[unit] = requests_ - ago;
            }
        }
        describe_turns(archive);
    }

private:
    template <class Archive>
    void describe_turns(Archive& archive)
    {
        constexpr std::size_t bits = 32;
        for (std::size_t first = 0; first < had_turn_.size(); first += bits) {
            const std::size_t end = std::min(first + bits, had_turn_.size());
            std::uint64_t word = 0;
            for (std::size_t i = first; i < end; ++i) word |= std::uint64_t{had_turn_[i]} << (i - first);
            archive.number(word);
            for (std::size_t i = first; i < end; ++i) had_turn_[i] = (word >> (i - first)) & 1U;
        }
    }
    void number_past_uses(std::uint32_t first);
    [[nodiscard]] bool is_free(std::uint32_t unit) const { return requests_ - last_use_[unit] >= free_after_; }
    [[nodiscard]] bool may_have_turn(std::uint32_t unit, const BankAddress* wanted) const
    {
        const bool is_wanted = wanted != nullptr && unit == (of_banks_ ? wanted->bank : wanted->rank);
        return !is_wanted && (!of_banks_ || had_turn_[unit] == 0);
    }

    bool of_banks_;
    bool may_wait_;
    std::uint32_t banks_a_rank_;
    std::uint32_t units_a_rank_;            ///< that are refreshed
    std::uint64_t free_after_;              ///< so many requests for others
    std::uint64_t requests_;                ///< of the channel
    std::vector<std::uint64_t> last_use_;   ///< by unit: the number of the request, no two of a rank alike
    std::vector<std::uint8_t> had_turn_;    ///< by bank, in this round, if banks are refreshed
    std::vector<std::uint32_t> past_uses_;  ///< of number_past_uses()
};

}  // namespace deltasim::dram
