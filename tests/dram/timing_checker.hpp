// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Whether a list of DRAM commands keeps the rules of a device. Knows the device's table and nothing of how the
// simulator works: every rule is held against every two commands, however they came about.

namespace deltasim::test
{

/// What asked for a column command.
struct RequestMark {
    std::uint64_t number = 0;  ///< requests of a channel are served in the order of their numbers
    std::int64_t arrival = 0;  ///< clock before which nothing is done for it
};

struct ListedCommand {
    std::int64_t clock = 0;
    DramCommand command = DramCommand::activate;
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;
    std::uint32_t group = 0;  ///< of the rank
    std::uint32_t bank = 0;   ///< of the group
    std::int64_t row = 0;
    bool auto_precharge = false;
    bool whole_rank = false;  ///< a precharge of all open banks, a refresh
    std::optional<RequestMark> request{};
};

/// What breaks a rule, each with the rule, the commands and their clocks. `end`: the list is of the clocks before it.
///
/// Rule rows; rows open and closed; bursts on the data bus; commands on the command bus; columns in the order of their
/// requests; nothing done before its request arrives; refreshes neither late nor early. A command with auto-precharge
/// closes its bank at the first clock at which the rules of the bank allow it.
[[nodiscard]] std::vector<std::string> violations(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                                  std::int64_t end);

}  // namespace deltasim::test
