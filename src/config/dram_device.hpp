// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/dram_currents.hpp"

// A DRAM device as data: organisation, address mapping, and timing rules as rows of (scope, preceding command,
// following command, delay). Commands are named as in the JEDEC standards.

namespace deltasim
{

enum class DramCommand : std::uint8_t { activate, precharge, read, write, refresh };
inline constexpr std::array<std::string_view, 5> dram_command_names{"activate", "precharge", "read", "write",
                                                                    "refresh"};

/// Between which commands a timing rule holds: those to the same bank, bank group or rank, or to different ranks
/// of one channel.
enum class RuleScope : std::uint8_t { bank, bank_group, rank, other_rank };
inline constexpr std::array<std::string_view, 4> rule_scope_names{"bank", "bank_group", "rank", "other_rank"};

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
enum class AddressField : std::uint8_t { row, rank, bank_group, bank, column };
inline constexpr std::array<std::string_view, 5> address_field_names{"row", "rank", "bank_group", "bank", "column"};

struct DramDevice {
    std::string name;
    std::string description;  ///< one line
    std::string standard;     ///< DDR4, ...
    std::uint64_t clock_hz = 0;

    // Organisation. Sizes are powers of two.
    std::uint64_t channels = 1;
    std::uint64_t ranks = 1;  ///< of a channel
    std::uint64_t bank_groups = 1;
    std::uint64_t banks_per_group = 1;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;  ///< of a row, each device_width_bits wide
    std::uint64_t device_width_bits = 8;
    std::uint64_t channel_width_bits = 64;
    std::uint64_t burst_length = 8;  ///< beats, two a clock

    std::vector<AddressField> mapping;  ///< each field once, from the most significant; column counts bursts

    std::uint64_t read_latency_cycles = 0;      ///< read command to first beat (CL)
    std::uint64_t write_latency_cycles = 0;     ///< write command to first beat (CWL)
    std::uint64_t refresh_interval_cycles = 0;  ///< tREFI; 0 is no refresh
    std::uint64_t refresh_cycles = 0;           ///< tRFC
    std::vector<TimingRule> rules;
    std::optional<DramCurrents> currents;  ///< for energy from the datasheet

    [[nodiscard]] std::uint64_t burst_bytes() const { return channel_width_bits / 8 * burst_length; }
    [[nodiscard]] std::uint64_t burst_cycles() const { return burst_length / 2; }
    /// Bytes of one row over the whole channel.
    [[nodiscard]] std::uint64_t row_bytes() const { return columns * channel_width_bits / 8; }
    [[nodiscard]] std::uint64_t banks() const { return ranks * bank_groups * banks_per_group; }
    [[nodiscard]] std::uint64_t capacity_bytes() const { return row_bytes() * rows * banks(); }
    /// Devices that work side by side in one rank.
    [[nodiscard]] std::uint64_t devices_per_rank() const { return channel_width_bits / device_width_bits; }

    friend bool operator==(const DramDevice&, const DramDevice&) = default;
};

}  // namespace deltasim
