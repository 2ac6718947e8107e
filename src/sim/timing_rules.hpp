// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/dram_device.hpp"
#include "core/quantity.hpp"
#include "sim/command_spacing.hpp"

// The timing rules of a DRAM device at work: earliest-legal times of every command at every bank, bank group and rank,
// moved on by each command that is issued.

namespace deltasim
{

inline constexpr std::size_t dram_command_count = dram_command_names.size();

/// Earliest clocks by command.
using EarliestTimes = std::array<Cycles, dram_command_count>;

/// A bank's place in the channel: its rank, its bank group and itself, the latter two numbered over the channel.
struct BankAddress {
    std::uint32_t rank = 0;
    std::uint32_t group = 0;
    std::uint32_t bank = 0;
};

/// All that changes as commands are issued, but for the spacing of activates and precharges.
struct TimingState {
    std::vector<EarliestTimes> banks;
    std::vector<EarliestTimes> groups;
    std::vector<EarliestTimes> ranks;
};

class TimingRules
{
public:
    explicit TimingRules(const DramDevice& device);

    /// The first clock at which `command` is legal at this bank.
    [[nodiscard]] Cycles earliest(DramCommand command, const BankAddress& at) const
    {
        const auto c = static_cast<std::size_t>(command);
        return larger(larger(state_.banks[at.bank][c], state_.groups[at.group][c]), state_.ranks[at.rank][c]);
    }

    /// The first clock at which `command` is legal by the rules between commands to this bank alone.
    [[nodiscard]] Cycles earliest_in_bank(DramCommand command, const BankAddress& at) const
    {
        return state_.banks[at.bank][static_cast<std::size_t>(command)];
    }

    /// The first clock from `from` on at which an activate or a precharge is legal at this bank, among those booked
    /// before it, some of which are later.
    [[nodiscard]] Cycles earliest_among(DramCommand command, const BankAddress& at, Cycles from) const
    {
        const CommandSpacing& spacing = command == DramCommand::activate ? activates_ : precharges_;
        return spacing.earliest(at.rank, at.group, larger(from, earliest(command, at)));
    }

    /// The first clock at which a refresh of the rank is legal, its banks being closed.
    [[nodiscard]] Cycles earliest_refresh(std::uint32_t rank) const
    {
        return state_.ranks[rank][static_cast<std::size_t>(DramCommand::refresh)];
    }

    template <class Archive>
    void describe(Archive& archive)
    {
        auto& [banks, groups, ranks] = state_;
        const auto describe_times = [&archive](EarliestTimes& times) {
            archive.unless_past(times, [&] {
                for (Cycles& time : times) archive.clock(time, Cycles(0));
            });
        };
        for (std::size_t i = 0; i < banks.size(); ++i) describe_times(banks[archive.bank_at(i)]);
        for (EarliestTimes& times : groups) describe_times(times);
        for (EarliestTimes& times : ranks) describe_times(times);
        activates_.describe(archive);
        precharges_.describe(archive);
    }

    /// Nothing is booked before `clock` any more.
    void forget_before(Cycles clock)
    {
        activates_.forget_before(clock);
        precharges_.forget_before(clock);
    }

    /// Books a command to one bank.
    void issue(DramCommand command, const BankAddress& at, Cycles time);
    /// Books the precharge that follows a command with auto-precharge: the bank's rules and those of refreshes of its
    /// rank hold.
    void precharge_by_itself(const BankAddress& at, Cycles time);
    /// Books a command to all banks of a rank at once: precharge all, or refresh.
    void issue_to_rank(DramCommand command, std::uint32_t rank, Cycles time);

private:
    struct Delay {
        std::size_t following;
        Cycles cycles;
    };
    /// What a command delays: first at its bank, then in its group, its rank, and other ranks.
    struct CommandRules {
        std::vector<Delay> delays;
        std::size_t bank_end = 0;
        std::size_t group_end = 0;
        std::size_t rank_end = 0;
    };

    static void push(EarliestTimes& times, const CommandRules& rules, std::size_t begin, std::size_t end, Cycles time)
    {
        for (std::size_t i = begin; i < end; ++i) {
            const Delay& delay = rules.delays[i];
            times[delay.following] = larger(times[delay.following], time + delay.cycles);
        }
    }
    void push_to_rank(const CommandRules& rules, std::uint32_t rank, Cycles time)
    {
        push(state_.ranks[rank], rules, rules.group_end, rules.rank_end, time);
        if (rules.rank_end == rules.delays.size()) return;
        for (std::uint32_t other = 0; other < state_.ranks.size(); ++other) {
            if (other != rank) push(state_.ranks[other], rules, rules.rank_end, rules.delays.size(), time);
        }
    }

    std::uint32_t banks_a_group_;
    std::uint32_t groups_a_rank_;
    std::array<CommandRules, dram_command_count> rules_;
    CommandSpacing activates_;
    CommandSpacing precharges_;
    TimingState state_;
};

}  // namespace deltasim
