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

// What a list of DRAM commands does to the rows of one channel. Knows the device's table alone, as the timing checker.

namespace deltasim::test
{

/// A command, or the precharge that a bank does by itself.
struct RowEvent {
    ListedCommand listed;
    bool by_itself = false;
    std::set<std::uint32_t> closes{};  ///< a precharge: which banks of the rank were open
};

struct RowHistory {
    std::vector<RowEvent> events;     ///< in order of time
    std::vector<std::string> broken;  ///< columns of rows that are not open, commands before their requests, ...
};

/// The commands of each channel, in order of time.
[[nodiscard]] std::vector<std::vector<ListedCommand>> by_channel(const DramDevice& device,
                                                                 std::vector<ListedCommand> commands);

/// Follows every bank's row through the commands of one channel, in order of time.
[[nodiscard]] RowHistory follow_rows(const DramDevice& device, const std::vector<ListedCommand>& commands);

/// What a simulated device is to have counted of these commands, of any channels, before clock `end`, and of these
/// beginnings and ends of its idle state.
[[nodiscard]] DramCounts counts_of(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                   std::int64_t end, const std::vector<IdleChange>& idle = {});

/// A command in words.
[[nodiscard]] std::string text_of(const ListedCommand& command);

}  // namespace deltasim::test
