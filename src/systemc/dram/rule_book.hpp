// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/burst_place.hpp"

// The timing rules of a device, applied as one reads a datasheet: to know when a command may be issued, look back at
// the commands before it, rule by rule.
//
// Commands are booked in the order of the requests that need them, and a booked command keeps its clock. A rule holds
// from booked commands to those that are booked later. Only activates, and precharges, of one rank are issued in
// another order than they are booked: a new one keeps its distance from those before and after it. An activate also
// keeps its distance from per-bank refreshes of its rank, if the rules ask for a distance after these.

namespace deltasim::systemc
{

class RuleBook
{
public:
    explicit RuleBook(const machine::DramDevice& device);

    /// The first clock at which the rules allow `command` at this bank, without the distances between activates
    /// (precharges) of one rank.
    [[nodiscard]] Cycles earliest(machine::DramCommand command, const BurstPlace& at) const;
    /// The same, only by the rules between commands to one bank.
    [[nodiscard]] Cycles earliest_in_bank(machine::DramCommand command, const BurstPlace& at) const;
    /// For a refresh of the whole rank, once its banks are closed.
    [[nodiscard]] Cycles earliest_refresh(std::uint64_t rank) const;
    /// True if an activate (precharge) at `clock` keeps its distance from all others of the rank.
    [[nodiscard]] bool keeps_distance(machine::DramCommand command, const BurstPlace& at, Cycles clock) const;

    void book(machine::DramCommand command, const BurstPlace& at, Cycles clock);
    /// A precharge or refresh of all banks of a rank at once.
    void book_rank(machine::DramCommand command, std::uint64_t rank, Cycles clock);
    /// An auto-precharge of the device: only the rules of its bank and of refreshes of its rank apply.
    void book_auto_precharge(const BurstPlace& at, Cycles clock);
    /// From now on no command is booked before `clock`.
    void forget_before(Cycles clock);

private:
    static constexpr std::size_t commands = machine::dram_command_names.size();

    /// The last booked clock of each command; `never` if there is none.
    using Last = std::array<Cycles, commands>;

    struct Placed {
        Cycles clock;
        std::uint64_t group;
    };
    /// Activates, or precharges, of every rank.
    struct Spaced {
        std::vector<std::vector<Placed>> by_rank;  ///< in order of their clocks
        Cycles longest{0};                         ///< the longest distance of any rule
    };

    /// Per-bank refreshes of every rank, and the distances of activates from them.
    struct BankRefreshes {
        std::vector<std::vector<Cycles>> by_rank;
        Cycles before{0};
        Cycles after{0};
    };

    [[nodiscard]] static bool spaces(const machine::TimingRule& rule);
    [[nodiscard]] static bool follows_bank_refresh(const machine::TimingRule& rule);
    [[nodiscard]] bool is_beside_refresh(std::uint64_t rank, Cycles clock) const;
    [[nodiscard]] const Spaced* spaced(machine::DramCommand command) const;
    [[nodiscard]] Cycles last_in_scope(const machine::TimingRule& rule, const BurstPlace& at) const;
    void note(std::vector<Last>& lasts, std::uint64_t index, machine::DramCommand command, Cycles clock) const;

    const machine::DramDevice device_;
    /// By the command that waits; all rules except the spacing.
    std::vector<std::vector<machine::TimingRule>> following_;
    std::vector<Last> of_bank_;
    std::vector<Last> of_group_;
    std::vector<Last> of_rank_;
    std::vector<Cycles> closed_by_itself_;  ///< by rank: the last auto-precharge
    Spaced activates_;
    Spaced precharges_;
    BankRefreshes refreshes_;
};

}  // namespace deltasim::systemc
