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

// The distances that activates (or precharges) of one rank keep from each other. Requests are served in order, but a
// later request whose bank is ready may be activated before an earlier one whose bank is not: so a new activate may go
// out between two that are booked already, and must keep its distance from both. So must activates from the refreshes
// of single banks of the rank.

namespace deltasim::dram
{

/// An activate, or a precharge.
struct SpacedCommand {
    Cycles time{0};
    std::uint32_t group = 0;
};

/// All that changes in the spacing of commands.
struct CommandSpacingState {
    std::vector<std::vector<SpacedCommand>> commands;  ///< by rank, in order of time
    std::vector<std::vector<Cycles>> refreshes;        ///< of banks, by rank, in order of time
    Cycles forgotten{0};  ///< what is so long past by this clock counts no more, dropped or not
};

class CommandSpacing
{
public:
    /// The rules of `device` between two commands of the kind `command` to one bank group or one rank.
    CommandSpacing(const machine::DramDevice& device, machine::DramCommand command);

    /// Whether this is where a rule is kept, and not TimingRules' own earliest times.
    [[nodiscard]] static bool keeps(const machine::TimingRule& rule);

    /// The first clock from `from` on at which the command may go out to a bank of `group`.
    [[nodiscard]] Cycles earliest(std::uint32_t rank, std::uint32_t group, Cycles from) const
    {
        if (!binds_) return from;
        const Cycles time = earliest_among(state_.commands[rank], group, from);
        return state_.refreshes[rank].empty() ? time : beside_refreshes(rank, group, time);
    }

    void issue(std::uint32_t rank, std::uint32_t group, Cycles time)
    {
        if (binds_) insert(state_.commands[rank], {time, group});
    }

    /// A single bank of the rank is refreshed.
    void issue_refresh(std::uint32_t rank, Cycles time);

    /// Nothing goes out before `clock` any more.
    void forget_before(Cycles clock) { state_.forgotten = larger(state_.forgotten, clock); }

    /// The state after forget_before() the archive's clock.
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
                    archive.number(group);
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

    void insert(std::vector<SpacedCommand>& recent, SpacedCommand issued);
    [[nodiscard]] bool is_forgotten(const SpacedCommand& command) const
    {
        return command.time + longest_ <= state_.forgotten;
    }
    [[nodiscard]] bool is_forgotten(Cycles refresh) const { return refresh + after_refresh_ <= state_.forgotten; }
    /// Of either, in order of time.
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
    Cycles in_rank_{0};       ///< distance of commands to different bank groups
    Cycles in_one_group_{0};  ///< and of those to one
    std::vector<Window> windows_;
    Cycles longest_{0};        ///< of all these distances
    Cycles after_refresh_{0};  ///< of a bank, and the distance of a refresh after the command
    Cycles before_refresh_{0};
    CommandSpacingState state_;
};

}  // namespace deltasim::dram
