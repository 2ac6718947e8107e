// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/run_counts.hpp"
#include "rooms.hpp"

// Counts a list of commands to one rank, clock by clock. It is written for the tests, independently of the model.

namespace deltasim::test
{

struct ListedCommand {
    std::uint64_t clock = 0;
    std::string type;  ///< ACT, PRE, PREA, PRESB, RD, RDA, WR, WRA, REFA, REFB, REFSB
    std::uint64_t bank = 0;
};

struct ListedRank {
    std::uint64_t banks = 1;
    std::uint64_t bank_groups = 1;
    std::uint64_t tRAS = 0;
    std::uint64_t bank_refresh_cycles = 0;
    std::uint64_t read_to_precharge = 0;   ///< of RDA
    std::uint64_t write_to_precharge = 0;  ///< of WRA
};

/// Throws std::logic_error for an unknown command. Commands must be in order of time; the last clock is `end`.
[[nodiscard]] DramCounts counts_of(const std::vector<ListedCommand>& commands, std::uint64_t end,
                                   const ListedRank& rank);

}  // namespace deltasim::test
