// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "dram/command_spacing.hpp"
#include "machine/dram_device.hpp"

// The timing rules of a DRAM device: for every command the earliest legal time at every bank, bank group and rank. Each
// issued command moves these times. Which times a command to a bank moves, and how far, is listed once.

namespace deltasim::dram
{

inline constexpr std::size_t dram_command_count = machine::dram_command_names.size();

/// The place of a bank in the channel: its rank, its bank group and the bank itself; groups and banks are numbered over
/// the whole channel.
struct BankAddress {
    std::uint32_t rank = 0;
    std::uint32_t group = 0;
    std::uint32_t bank = 0;
};

/// The whole state of the rules.
struct TimingState {
    /// The earliest clocks of all commands, for every bank, then for every bank group, then for every rank.
    std::vector<Cycles> earliest;
    CommandSpacing activates;
    CommandSpacing precharges;
};

class TimingRules
{
public:
    explicit TimingRules(const machine::DramDevice& device);

    /// The first clock at which `command` is legal at this bank.
    [[nodiscard]] Cycles earliest(machine::DramCommand command, const BankAddress& at) const
    {
        return larger(earliest_near(command, at), earliest_in_rank(command, at.rank));
    }
    /// Its two parts: by the rules of the bank and its bank group, and by those of ranks.
    [[nodiscard]] Cycles earliest_near(machine::DramCommand command, const BankAddress& at) const
    {
        return larger(earliest_in_bank(command, at), state_.earliest[index(first_group_ + at.group, command)]);
    }
    [[nodiscard]] Cycles earliest_in_rank(machine::DramCommand command, std::uint32_t rank) const
    {
        return state_.earliest[index(first_rank_ + rank, command)];
    }

    /// The first clock at which `command` is legal by those rules that hold between commands to one bank.
    [[nodiscard]] Cycles earliest_in_bank(machine::DramCommand command, const BankAddress& at) const
    {
        return state_.earliest[index(at.bank, command)];
    }

    /// The clock from which commands to its own bank let the bank be closed together with all others of its rank;
    /// never, if commands to other banks of its group may delay that.
    [[nodiscard]] Cycles closable(std::size_t bank) const
    {
        return groups_delay_closing_ ? Cycles(std::numeric_limits<std::int64_t>::max())
                                     : state_.earliest[index(bank, machine::DramCommand::precharge)];
    }

    /// The first clock from `from` on at which an activate or a precharge is legal at this bank. It may lie between
    /// commands that were booked before, some of which have later clocks.
    [[nodiscard]] Cycles earliest_among(machine::DramCommand command, const BankAddress& at, Cycles from) const
    {
        return spacing(command).earliest(at.rank, at.group, larger(from, earliest(command, at)));
    }

    /// At least how many clocks lie between two neighbouring reads, or writes, of a stream in one rank that goes round
    /// `banks` banks, one in each bank group; `uneven` if the distances differ.
    [[nodiscard]] Cycles apart(machine::DramCommand column, std::uint64_t banks) const
    {
        const auto [near, in_rank] = apart_[static_cast<std::size_t>(column)];
        if (banks == 1) return larger(near, in_rank);
        return in_rank * static_cast<std::int64_t>(banks) >= near ? in_rank : uneven;
    }
    static constexpr Cycles uneven{-1};

    /// The distances between activates, or between precharges.
    [[nodiscard]] const CommandSpacing& spacing(machine::DramCommand command) const
    {
        return command == machine::DramCommand::activate ? state_.activates : state_.precharges;
    }

    /// The first clock at which a refresh of the rank is legal, once its banks are closed.
    [[nodiscard]] Cycles earliest_refresh(std::uint32_t rank) const
    {
        return earliest_in_rank(machine::DramCommand::refresh, rank);
    }

    /// The longest time for which one command delays another.
    [[nodiscard]] Cycles longest_delay() const { return longest_delay_; }

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [earliest, activates, precharges] = self.state_;
        for (std::size_t i = 0; i < earliest.size() / dram_command_count; ++i) {
            const std::size_t place = i < self.first_group_ ? archive.bank_at(i)
                                      : i < self.first_rank_
                                          ? self.first_group_ + archive.group_at(i - self.first_group_)
                                          : i;
            const auto times = std::span(earliest).subspan(place * dram_command_count, dram_command_count);
            archive.unless_past(times, [&] {
                for (auto& time : times) archive.clock(time, Cycles(0));
            });
        }
        archive.part(activates);
        archive.part(precharges);
    }

    /// From now on nothing is booked before `clock`.
    void forget_before(Cycles clock)
    {
        state_.activates.forget_before(clock);
        state_.precharges.forget_before(clock);
    }

    /// Books a command to one bank.
    void issue(machine::DramCommand command, const BankAddress& at, Cycles time)
    {
        const List& list = list_of(command, at.bank);
        delay(list.begin, list.end, time);
        if (command == machine::DramCommand::activate) state_.activates.issue(at.rank, at.group, time);
        if (command == machine::DramCommand::precharge) state_.precharges.issue(at.rank, at.group, time);
        if (command == machine::DramCommand::refresh_bank) state_.activates.issue_refresh(at.rank, time);
    }
    /// The two parts of issue() for a read or a write. Of several that follow one another in one rank, the last one
    /// decides what its rank and the other ranks must wait for.
    void issue_near(machine::DramCommand column, const BankAddress& at, Cycles time)
    {
        const List& list = list_of(column, at.bank);
        delay(list.begin, list.far, time);
    }
    void issue_far(machine::DramCommand column, const BankAddress& at, Cycles time)
    {
        const List& list = list_of(column, at.bank);
        delay(list.far, list.end, time);
    }
    /// Books an auto-precharge: only the rules of its bank and of refreshes of its rank apply.
    void precharge_by_itself(const BankAddress& at, Cycles time)
    {
        const List& list = lists_[by_itself * first_group_ + at.bank];
        delay(list.begin, list.end, time);
    }
    /// Books a command to all banks of a rank at once: precharge all, or refresh.
    void issue_to_rank(machine::DramCommand command, std::uint32_t rank, Cycles time);
    /// From now on no command goes to the rank before `any`, and no read before `read`.
    void hold_rank(std::uint32_t rank, Cycles any, Cycles read);

private:
    /// The row of `lists_` after the rows of the commands.
    static constexpr std::size_t by_itself = dram_command_count;

    struct Delay {
        std::uint32_t following;  ///< index of the earliest time that moves
        Cycles cycles;
    };
    /// Delays by one command to one bank, a range of `delays_`: first of its bank and bank group, then of ranks.
    struct List {
        std::uint32_t begin = 0;
        std::uint32_t far = 0;
        std::uint32_t end = 0;
    };

    static std::size_t index(std::size_t place, machine::DramCommand command)
    {
        return place * dram_command_count + static_cast<std::size_t>(command);
    }
    [[nodiscard]] static std::vector<machine::TimingRule> rules_after(const machine::DramDevice& device,
                                                                      std::size_t row);
    void add(const machine::TimingRule& rule, const BankAddress& at);
    [[nodiscard]] const List& list_of(machine::DramCommand command, std::uint32_t bank) const
    {
        return lists_[static_cast<std::size_t>(command) * first_group_ + bank];
    }
    void delay(std::uint32_t begin, std::uint32_t end, Cycles time)
    {
        const Delay* const last = delays_.data() + end;
        for (const Delay* delay = delays_.data() + begin; delay != last; ++delay) {
            Cycles& following = state_.earliest[delay->following];
            following = larger(following, time + delay->cycles);
        }
    }

    std::uint32_t first_group_;  ///< groups follow the banks
    std::uint32_t first_rank_;
    std::uint32_t ranks_;
    std::vector<Delay> delays_;
    std::vector<List> lists_;  ///< by command, then by bank
    Cycles longest_delay_{0};
    bool groups_delay_closing_ = false;  ///< a rule within bank groups delays precharges
    /// The clocks from a command to the next of the same kind: in its bank or bank group, and in its rank.
    struct Apart {
        Cycles near{1};
        Cycles in_rank{1};
    };
    std::array<Apart, dram_command_count> apart_{};
    TimingState state_;
};

}  // namespace deltasim::dram
