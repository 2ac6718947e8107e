// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "dram/command_spacing.hpp"
#include "machine/dram_device.hpp"

// The timing rules of a DRAM device at work: earliest-legal times of every command at every bank, bank group and rank,
// moved on by each command that is issued. Which times a command to a bank moves, and how far, is listed once.

namespace deltasim::dram
{

inline constexpr std::size_t dram_command_count = machine::dram_command_names.size();

/// A bank's place in the channel: its rank, its bank group and itself, the latter two numbered over the channel.
struct BankAddress {
    std::uint32_t rank = 0;
    std::uint32_t group = 0;
    std::uint32_t bank = 0;
};

/// All that changes as commands are issued.
struct TimingState {
    /// Earliest clocks, those of all commands for every bank, then for every bank group, then for every rank.
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
        const std::vector<Cycles>& times = state_.earliest;
        return larger(larger(times[index(at.bank, command)], times[index(first_group_ + at.group, command)]),
                      times[index(first_rank_ + at.rank, command)]);
    }

    /// The first clock at which `command` is legal by the rules between commands to this bank alone.
    [[nodiscard]] Cycles earliest_in_bank(machine::DramCommand command, const BankAddress& at) const
    {
        return state_.earliest[index(at.bank, command)];
    }

    /// The first clock from `from` on at which an activate or a precharge is legal at this bank, among those booked
    /// before it, some of which are later.
    [[nodiscard]] Cycles earliest_among(machine::DramCommand command, const BankAddress& at, Cycles from) const
    {
        return spacing(command).earliest(at.rank, at.group, larger(from, earliest(command, at)));
    }

    /// The distances that activates, or precharges, keep from each other.
    [[nodiscard]] const CommandSpacing& spacing(machine::DramCommand command) const
    {
        return command == machine::DramCommand::activate ? state_.activates : state_.precharges;
    }

    /// The first clock at which a refresh of the rank is legal, its banks being closed.
    [[nodiscard]] Cycles earliest_refresh(std::uint32_t rank) const
    {
        return state_.earliest[index(first_rank_ + rank, machine::DramCommand::refresh)];
    }

    /// The longest time for which a command holds up another.
    [[nodiscard]] Cycles longest_delay() const { return longest_delay_; }

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [earliest, activates, precharges] = self.state_;
        for (std::size_t i = 0; i < earliest.size() / dram_command_count; ++i) {
            const std::size_t place = i < self.first_group_ ? archive.bank_at(i) : i;
            const auto times = std::span(earliest).subspan(place * dram_command_count, dram_command_count);
            archive.unless_past(times, [&] {
                for (auto& time : times) archive.clock(time, Cycles(0));
            });
        }
        archive.part(activates);
        archive.part(precharges);
    }

    /// Nothing is booked before `clock` any more.
    void forget_before(Cycles clock)
    {
        state_.activates.forget_before(clock);
        state_.precharges.forget_before(clock);
    }

    /// Books a command to one bank.
    void issue(machine::DramCommand command, const BankAddress& at, Cycles time)
    {
        delay(static_cast<std::size_t>(command), at.bank, time);
        if (command == machine::DramCommand::activate) state_.activates.issue(at.rank, at.group, time);
        if (command == machine::DramCommand::precharge) state_.precharges.issue(at.rank, at.group, time);
        if (command == machine::DramCommand::refresh_bank) state_.activates.issue_refresh(at.rank, time);
    }
    /// Books the precharge that follows a command with auto-precharge: the bank's rules and those of refreshes of its
    /// rank hold.
    void precharge_by_itself(const BankAddress& at, Cycles time) { delay(by_itself, at.bank, time); }
    /// Books a command to all banks of a rank at once: precharge all, or refresh.
    void issue_to_rank(machine::DramCommand command, std::uint32_t rank, Cycles time);
    /// No command goes to the rank before `any`, and no read before `read`.
    void hold_rank(std::uint32_t rank, Cycles any, Cycles read);

private:
    /// The row of `lists_` after those of the commands.
    static constexpr std::size_t by_itself = dram_command_count;

    struct Delay {
        std::uint32_t following;  ///< which of the earliest times
        Cycles cycles;
    };
    /// A range of `delays_`.
    struct List {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };

    static std::size_t index(std::uint32_t place, machine::DramCommand command)
    {
        return place * dram_command_count + static_cast<std::size_t>(command);
    }
    void list(const machine::TimingRule& rule, const BankAddress& at);
    void delay(std::size_t row, std::uint32_t bank, Cycles time)
    {
        const List list = lists_[row * first_group_ + bank];
        const Delay* const end = delays_.data() + list.end;
        for (const Delay* delay = delays_.data() + list.begin; delay != end; ++delay) {
            Cycles& following = state_.earliest[delay->following];
            following = larger(following, time + delay->cycles);
        }
    }

    std::uint32_t first_group_;  ///< banks come before it
    std::uint32_t first_rank_;
    std::uint32_t ranks_;
    std::vector<Delay> delays_;
    std::vector<List> lists_;  ///< by command, then by bank
    Cycles longest_delay_{0};
    TimingState state_;
};

}  // namespace deltasim::dram
