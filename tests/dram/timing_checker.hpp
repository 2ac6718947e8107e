// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Checks that a list of DRAM commands keeps the rules of a device. Knows the device's file, but nothing about the
// simulator: it checks every rule for every two commands.

namespace deltasim::test
{

/// The request that caused a column command.
struct RequestMark {
    std::uint64_t number = 0;  ///< requests of a channel are served in the order of their numbers
    std::int64_t arrival = 0;  ///< before this clock nothing is done for it
};

struct ListedCommand {
    std::int64_t clock = 0;
    DramCommand command = DramCommand::activate;
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;
    std::uint32_t group = 0;  ///< within the rank
    std::uint32_t bank = 0;   ///< within the group
    std::int64_t row = 0;
    bool auto_precharge = false;
    bool whole_rank = false;  ///< a precharge of all open banks, or a refresh
    std::optional<RequestMark> request{};
};

/// The violations, each with the rule, the commands and their clocks. `end`: the list covers the clocks before it.
///
/// It checks the timing rules; that rows are open when they are used; bursts on the data bus; commands on the command
/// bus; that column commands are in the order of their requests; that nothing is done before its request arrives; that
/// refreshes are neither late nor early. An auto-precharge closes its bank at the first clock at which the rules of the
/// bank allow it.
[[nodiscard]] std::vector<std::string> violations(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                                  std::int64_t end);

}  // namespace deltasim::test
