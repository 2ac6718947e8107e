// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/burst_place.hpp"

// The timing rules of a device, read the way a datasheet is: to know when a command may go out, look back at the
// commands before it, row by row of the table.
//
// Commands are booked in the order of the requests that need them, and one that is booked keeps its clock. A rule holds
// from commands that are booked to those booked after them. Only activates, and precharges, of one rank go out in
// another order than they are booked in: among them a new one keeps its distance from those before and after it. So
// does an activate from the refreshes of single banks of its rank, where the table asks for a distance after these.

namespace deltasim::systemc
{

class RuleBook
{
public:
    explicit RuleBook(const machine::DramDevice& device);

    /// The first clock at which the table allows `command` at this bank, the distances of activates (precharges) of one
    /// rank from each other left aside.
    [[nodiscard]] Cycles earliest(machine::DramCommand command, const BurstPlace& at) const;
    /// The same by the rules between commands to one bank alone.
    [[nodiscard]] Cycles earliest_in_bank(machine::DramCommand command, const BurstPlace& at) const;
    /// For a refresh of the whole rank, its banks being closed.
    [[nodiscard]] Cycles earliest_refresh(std::uint64_t rank) const;
    /// Whether an activate (precharge) at `clock` keeps its distance from all others of the rank.
    [[nodiscard]] bool keeps_distance(machine::DramCommand command, const BurstPlace& at, Cycles clock) const;

    void book(machine::DramCommand command, const BurstPlace& at, Cycles clock);
    /// A precharge or refresh of all banks of a rank at once.
    void book_rank(machine::DramCommand command, std::uint64_t rank, Cycles clock);
    /// The precharge that the device does by itself after a command with auto-precharge: the bank's rules hold, and
    /// those of refreshes of its rank.
    void book_auto_precharge(const BurstPlace& at, Cycles clock);
    /// No command is booked before `clock` any more.
    void forget_before(Cycles clock);

private:
    static constexpr std::size_t commands = machine::dram_command_names.size();

    /// When each command was last booked; never: long ago.
    using Last = std::array<Cycles, commands>;

    struct Placed {
        Cycles clock;
        std::uint64_t group;
    };
    /// Activates, or precharges, of every rank.
    struct Spaced {
        std::vector<std::vector<Placed>> by_rank;  ///< in order of their clocks
        Cycles longest{0};                         ///< distance that any rule asks for
    };

    /// Refreshes of single banks of every rank, and the distances of activates from them.
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
    std::vector<std::vector<machine::TimingRule>> following_;  ///< by the command that has to wait; all but the spacing
    std::vector<Last> of_bank_;
    std::vector<Last> of_group_;
    std::vector<Last> of_rank_;
    std::vector<Cycles> closed_by_itself_;  ///< by rank: the last auto-precharge
    Spaced activates_;
    Spaced precharges_;
    BankRefreshes refreshes_;
};

}  // namespace deltasim::systemc
