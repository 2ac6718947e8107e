// SPDX-License-Identifier: MIT
#pragma once

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
        const Cycles time = earliest_among(recent_[rank], group, from);
        return refreshes_[rank].empty() ? time : beside_refreshes(rank, group, time);
    }

    void issue(std::uint32_t rank, std::uint32_t group, Cycles time)
    {
        if (binds_) insert(recent_[rank], {time, group});
    }

    /// A single bank of the rank is refreshed.
    void issue_refresh(std::uint32_t rank, Cycles time);

    /// Nothing goes out before `clock` any more.
    void forget_before(Cycles clock) { forgotten_ = larger(forgotten_, clock); }

    /// The state after forget_before() the archive's clock.
    template <class Archive>
    void describe(Archive& archive)
    {
        if (!binds_) return;
        for (std::vector<Issued>& rank : recent_) {
            drop_forgotten(rank);
            std::size_t count = rank.size();
            archive.number(count);
            rank.resize(count);
            for (Issued& issued : rank) {
                archive.clock(issued.time, longest_);
                archive.number(issued.group);
            }
        }
        for (std::vector<Cycles>& rank : refreshes_) {
            drop_forgotten_refreshes(rank);
            std::size_t count = rank.size();
            archive.number(count);
            rank.resize(count);
            for (Cycles& time : rank) archive.clock(time, after_refresh_);
        }
        if constexpr (Archive::decodes) forgotten_ = Cycles(0);
    }

private:
    struct Issued {
        Cycles time{0};
        std::uint32_t group = 0;
    };
    /// At most `length` commands in `cycles` clocks.
    struct Window {
        std::size_t length = 0;
        Cycles cycles{0};
    };

    static constexpr std::size_t many = 32;

    void insert(std::vector<Issued>& recent, Issued issued);
    void drop_forgotten(std::vector<Issued>& recent) const;
    void drop_forgotten_refreshes(std::vector<Cycles>& refreshes) const;
    [[nodiscard]] Cycles beside_refreshes(std::uint32_t rank, std::uint32_t group, Cycles time) const;
    [[nodiscard]] Cycles earliest_among(std::span<const Issued> recent, std::uint32_t group, Cycles from) const;
    [[nodiscard]] static Cycles after_window(std::span<const Issued> recent, const Window& window, Cycles time);

    bool binds_ = false;
    std::size_t shortest_window_ = std::numeric_limits<std::size_t>::max();  ///< commands
    Cycles in_rank_{0};       ///< distance of commands to different bank groups
    Cycles in_one_group_{0};  ///< and of those to one
    std::vector<Window> windows_;
    Cycles longest_{0};        ///< of all these distances
    Cycles after_refresh_{0};  ///< of a bank, and the distance of a refresh after the command
    Cycles before_refresh_{0};
    std::vector<std::vector<Issued>> recent_;     ///< by rank, in order of time
    std::vector<std::vector<Cycles>> refreshes_;  ///< of banks, by rank, in order of time
    Cycles forgotten_{0};                         ///< what is so long past by this clock counts no more, dropped or not
};

}  // namespace deltasim::dram
