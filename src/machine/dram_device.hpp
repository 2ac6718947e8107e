// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/enum_names.hpp"
#include "machine/dram_currents.hpp"
#include "machine/dram_termination.hpp"

// A DRAM device as data: organisation, address mapping, and timing rules as rows of (scope, preceding command,
// following command, delay). Commands have their JEDEC names.

namespace deltasim::machine
{

enum class DramCommand : std::uint8_t { activate, precharge, read, write, refresh, refresh_bank };
inline constexpr EnumNames<DramCommand, 6> dram_command_names{
    {"activate", "precharge", "read", "write", "refresh", "refresh_bank"}};

/// The pairs of commands for which a timing rule holds: commands to the same bank, bank group or rank, or to different
/// ranks of one channel.
enum class RuleScope : std::uint8_t { bank, bank_group, rank, other_rank };
inline constexpr EnumNames<RuleScope, 4> rule_scope_names{{"bank", "bank_group", "rank", "other_rank"}};

/// `following` may not be issued sooner than `delay_cycles` after the `window`-th last `preceding` in the scope.
struct TimingRule {
    RuleScope scope = RuleScope::bank;
    DramCommand preceding = DramCommand::activate;
    DramCommand following = DramCommand::activate;
    std::uint64_t window = 1;  ///< 4 for the four-activate window
    std::int64_t delay_cycles = 0;

    friend bool operator==(const TimingRule&, const TimingRule&) = default;
};

/// Fields of a burst's address.
enum class AddressField : std::uint8_t { channel, row, rank, bank_group, bank, column };
inline constexpr EnumNames<AddressField, 6> address_field_names{
    {"channel", "row", "rank", "bank_group", "bank", "column"}};

/// What happens to a row after a read or write: it stays open, or is closed by auto-precharge.
enum class PagePolicy : std::uint8_t { open, closed };
inline constexpr EnumNames<PagePolicy, 2> page_policy_names{{"open", "closed"}};

/// What one refresh command refreshes: all banks of a rank, or one bank, all banks in turn.
enum class RefreshGranularity : std::uint8_t { all_bank, per_bank };
inline constexpr EnumNames<RefreshGranularity, 2> refresh_granularity_names{{"all_bank", "per_bank"}};

/// What the controller does with an idle channel: its clock runs on, its clock is stopped (CKE low), or its devices
/// also enter self-refresh.
enum class IdleState : std::uint8_t { standby, power_down, self_refresh };
inline constexpr EnumNames<IdleState, 3> idle_state_names{{"standby", "power_down", "self_refresh"}};

/// When a channel enters its idle state, all ranks at once, and the delays until it is back.
struct IdlePolicy {
    IdleState state = IdleState::standby;
    std::uint64_t after_cycles = 0;      ///< clocks without a request before it enters
    std::uint64_t least_cycles = 0;      ///< clocks for which it then stays at least: tCKE, or tCKESR
    std::uint64_t wake_cycles = 0;       ///< clocks from the exit to any command: tXP, or tXS
    std::uint64_t wake_read_cycles = 0;  ///< clocks from the exit to a read, if these are more: tXSDLL

    friend bool operator==(const IdlePolicy&, const IdlePolicy&) = default;
};

struct DramDevice {
    std::string name;
    std::string description;  ///< one line
    std::string standard;     ///< DDR4, ...
    std::uint64_t clock_hz = 0;
    std::uint64_t rated_clock_hz = 0;  ///< the rated clock; clock_hz is lower where the device runs more slowly

    // Organisation. Sizes are powers of two.
    std::uint64_t channels = 1;
    std::uint64_t ranks = 1;  ///< in a channel
    std::uint64_t bank_groups = 1;
    std::uint64_t banks_per_group = 1;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;  ///< in a row; each column is device_width_bits wide
    std::uint64_t device_width_bits = 8;
    std::uint64_t channel_width_bits = 64;
    std::uint64_t burst_length = 8;  ///< beats, two a clock

    // The channel's controller.
    /// Each field once, from the most significant; column counts bursts. A field of size 1 may be missing.
    std::vector<AddressField> mapping;
    PagePolicy page = PagePolicy::open;
    RefreshGranularity refresh = RefreshGranularity::all_bank;
    std::uint64_t postponed_refreshes = 0;  ///< how many refreshes of a rank may be postponed while requests wait
    IdlePolicy idle;

    std::uint64_t read_latency_cycles = 0;   ///< read command to first beat (CL)
    std::uint64_t write_latency_cycles = 0;  ///< write command to first beat (CWL)
    /// tREFI: 8192 refreshes at this interval refresh every row; 0: no refresh.
    std::uint64_t refresh_interval_cycles = 0;
    std::uint64_t refresh_cycles = 0;       ///< tRFC
    std::uint64_t bank_refresh_cycles = 0;  ///< tRFCpb; 0: the device cannot refresh single banks
    /// Clocks for which a command holds the command bus.
    std::array<std::uint64_t, dram_command_names.size()> command_cycles = {1, 1, 1, 1, 1, 1};
    std::vector<TimingRule> rules;
    std::optional<DramCurrents> currents;        ///< for energy in the datasheet view
    std::optional<DramTermination> termination;  ///< for the energy of the data lines in the datasheet view

    [[nodiscard]] std::uint64_t burst_bytes() const { return channel_width_bits / 8 * burst_length; }
    [[nodiscard]] std::uint64_t burst_cycles() const { return burst_length / 2; }
    /// Bytes of one row, across all devices of a channel.
    [[nodiscard]] std::uint64_t row_bytes() const { return columns * channel_width_bits / 8; }
    [[nodiscard]] std::uint64_t banks_per_rank() const { return bank_groups * banks_per_group; }
    /// Banks of one channel.
    [[nodiscard]] std::uint64_t banks() const { return ranks * banks_per_rank(); }
    /// Bytes of one row in each bank of each channel together.
    [[nodiscard]] std::uint64_t row_of_all_banks_bytes() const { return row_bytes() * banks() * channels; }
    [[nodiscard]] std::uint64_t capacity_bytes() const { return row_of_all_banks_bytes() * rows; }
    /// The number of values of an address field.
    [[nodiscard]] std::uint64_t size_of(AddressField field) const
    {
        switch (field) {
        case AddressField::channel: return channels;
        case AddressField::row: return rows;
        case AddressField::rank: return ranks;
        case AddressField::bank_group: return bank_groups;
        case AddressField::bank: return banks_per_group;
        case AddressField::column: return columns / burst_length;
        }
        return 1;
    }
    /// True if single banks are refreshed, and refreshes of different banks of a rank take most of their time together:
    /// the next may begin within half of tRFCpb.
    [[nodiscard]] bool overlaps_bank_refreshes() const
    {
        if (refresh != RefreshGranularity::per_bank) return false;
        std::int64_t apart = 1;
        for (const TimingRule& rule : rules) {
            const bool of_two = rule.preceding == DramCommand::refresh_bank &&
                                rule.following == DramCommand::refresh_bank && rule.scope != RuleScope::bank;
            if (of_two) apart = std::max(apart, rule.delay_cycles);
        }
        return 2 * apart <= static_cast<std::int64_t>(bank_refresh_cycles);
    }
    /// How many refreshes of a rank may wait in any case when the next one is due; with per-bank refresh at least those
    /// of a quarter of the banks.
    [[nodiscard]] std::uint64_t waiting_refreshes() const
    {
        if (refresh != RefreshGranularity::per_bank) return postponed_refreshes;
        return std::max({postponed_refreshes, banks_per_rank() / 4, std::uint64_t{1}});
    }
    /// How many may wait at most: all banks of a round until its end, if they are then refreshed together.
    [[nodiscard]] std::uint64_t most_waiting_refreshes() const
    {
        return std::max(waiting_refreshes(), overlaps_bank_refreshes() ? banks_per_rank() - 1 : 0);
    }
    /// Devices that work in parallel in one rank.
    [[nodiscard]] std::uint64_t devices_per_rank() const { return channel_width_bits / device_width_bits; }

    friend bool operator==(const DramDevice&, const DramDevice&) = default;
};

}  // namespace deltasim::machine
