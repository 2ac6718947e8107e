// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// The distances between activates (or between precharges) of one rank. Requests are served in order, but a later
// request whose bank is ready may be activated before an earlier one whose bank is not. So a new activate may be issued
// between two that are already booked, and must keep its distance from both. Activates also keep their distance from
// per-bank refreshes of the rank.

namespace deltasim::dram
{

/// An activate or a precharge.
struct SpacedCommand {
    Cycles time{0};
    std::uint32_t group = 0;
};

/// The whole state of the spacing.
struct CommandSpacingState {
    std::vector<std::vector<SpacedCommand>> commands;  ///< by rank, in order of time
    std::vector<std::vector<Cycles>> refreshes;        ///< per-bank refreshes, by rank, in order of time
    /// Commands that no longer matter at this clock do not count, whether they were dropped or not.
    Cycles forgotten{0};
};

class CommandSpacing
{
public:
    /// The rules of `device` between two commands of kind `command` to one bank group or one rank.
    CommandSpacing(const machine::DramDevice& device, machine::DramCommand command);

    /// True if this class keeps the rule; otherwise TimingRules keeps it by an earliest time.
    [[nodiscard]] static bool keeps(const machine::TimingRule& rule);

    /// The first clock from `from` on at which the command may be issued to a bank of `group`.
    [[nodiscard]] Cycles earliest(std::uint32_t rank, std::uint32_t group, Cycles from) const
    {
        if (!binds_) return from;
        const Cycles time = earliest_among(state_.commands[rank], group, from);
        return state_.refreshes[rank].empty() ? time : beside_refreshes(rank, group, time);
    }

    void issue(std::uint32_t rank, std::uint32_t group, Cycles time)
    {
        if (binds_) insert(state_.commands[rank], time, group);
    }

    /// Books a per-bank refresh of the rank.
    void issue_refresh(std::uint32_t rank, Cycles time);

    /// From now on no command is issued before `clock`.
    void forget_before(Cycles clock) { state_.forgotten = larger(state_.forgotten, clock); }

    /// Archives the state after forget_before() the archive's clock.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        if (!self.binds_) return;
        auto& [commands, refreshes, forgotten] = self.state_;
        for (auto& rank : commands) {
            archive.list(
                rank, [&](const SpacedCommand& command) { return self.is_forgotten(command); },
                [&](auto& command) {
                    auto& [time, group] = command;
                    archive.clock(time, self.longest_);
                    archive.group(group);
                });
        }
        for (auto& rank : refreshes) {
            archive.list(
                rank, [&](Cycles refresh) { return self.is_forgotten(refresh); },
                [&](auto& refresh) { archive.clock(refresh, self.after_refresh_); });
        }
        archive.told_elsewhere(forgotten);
    }

private:
    /// At most `length` commands in `cycles` clocks.
    struct Window {
        std::size_t length = 0;
        Cycles cycles{0};
    };

    static constexpr std::size_t many = 32;

    void insert(std::vector<SpacedCommand>& recent, Cycles time, std::uint32_t group);
    [[nodiscard]] bool is_forgotten(const SpacedCommand& command) const
    {
        return command.time + longest_ <= state_.forgotten;
    }
    [[nodiscard]] bool is_forgotten(Cycles refresh) const { return refresh + after_refresh_ <= state_.forgotten; }
    /// Inserts a command or a refresh in order of time.
    template <class Issued>
    void drop_forgotten(std::vector<Issued>& issued) const
    {
        const auto is_past = [&](const Issued& one) { return is_forgotten(one); };
        issued.erase(issued.begin(), std::find_if_not(issued.begin(), issued.end(), is_past));
    }
    [[nodiscard]] Cycles beside_refreshes(std::uint32_t rank, std::uint32_t group, Cycles time) const;
    [[nodiscard]] Cycles earliest_among(std::span<const SpacedCommand> recent, std::uint32_t group, Cycles from) const;
    [[nodiscard]] static Cycles after_window(std::span<const SpacedCommand> recent, const Window& window, Cycles time);

    bool binds_ = false;
    std::size_t shortest_window_ = std::numeric_limits<std::size_t>::max();  ///< commands
    Cycles in_rank_{0};       ///< distance between commands to different bank groups
    Cycles in_one_group_{0};  ///< distance between commands to one bank group
    std::vector<Window> windows_;
    Cycles longest_{0};        ///< the longest of all these distances
    Cycles after_refresh_{0};  ///< from a per-bank refresh to the command, and from the command to a refresh
    Cycles before_refresh_{0};
    CommandSpacingState state_;
};

}  // namespace deltasim::dram
