// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "dram/timing_checker.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// What a list of DRAM commands does to the rows of one channel. Knows only the device's file, like the timing checker.

namespace deltasim::test
{

/// A command, or an auto-precharge of a bank.
struct RowEvent {
    ListedCommand listed;
    bool by_itself = false;
    std::set<std::uint32_t> closes{};  ///< for a precharge: the banks of the rank that were open
};

struct RowHistory {
    std::vector<RowEvent> events;  ///< in order of time
    /// Violations, such as column commands to rows that are not open, or commands before their requests.
    std::vector<std::string> broken;
};

/// The commands of each channel, in order of time.
[[nodiscard]] std::vector<std::vector<ListedCommand>> by_channel(const DramDevice& device,
                                                                 std::vector<ListedCommand> commands);

/// Follows the row of every bank through the commands of one channel, in order of time.
[[nodiscard]] RowHistory follow_rows(const DramDevice& device, const std::vector<ListedCommand>& commands);

/// What a simulated device must count for these commands, of all channels, before clock `end`, and for these beginnings
/// and ends of its idle state.
[[nodiscard]] DramCounts counts_of(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                   std::int64_t end, const std::vector<IdleChange>& idle = {});

/// A command in words.
[[nodiscard]] std::string text_of(const ListedCommand& command);

}  // namespace deltasim::test
