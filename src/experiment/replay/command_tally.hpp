// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/run_counts.hpp"
#include "dram/address_mapping.hpp"
#include "dram/open_row_time.hpp"
#include "machine/dram_device.hpp"

// Counts a list of DRAM commands as a controller would have counted them, for pricing. It does not check whether the
// timing rules allow the commands; it refuses only what cannot be counted.

namespace deltasim::experiment
{

struct ListedCommand {
    std::int64_t clock = 0;
    machine::DramCommand command = machine::DramCommand::activate;
    /// If set, this is not a command: power-down or self-refresh of a rank begins or ends.
    std::optional<machine::IdleState> idle{};
    bool idle_begins = false;
    bool auto_precharge = false;
    bool whole_rank = false;  ///< a precharge of all banks
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;
    std::uint32_t bank = 0;              ///< within the rank
    std::optional<std::uint64_t> row{};  ///< if the list gives it
    std::uint64_t repeats = 1;
    std::int64_t interval = 0;
};

class CommandTally
{
public:
    /// Counts `cycles` clocks from the first command on; if 0, up to the last data beat. The time for which rows are
    /// open ends there, even if more commands follow.
    CommandTally(const machine::DramDevice& device, std::int64_t cycles);

    /// Counts a command; clocks must ascend. Returns why it cannot be counted; empty if it can.
    [[nodiscard]] std::string add(const ListedCommand& command);

    [[nodiscard]] DramCounts counts();

    [[nodiscard]] std::uint64_t commands() const { return commands_; }
    /// Clocks from the first command to the last activate, read or write, including its clock.
    [[nodiscard]] std::int64_t clocks_to_last_request() const { return std::max<std::int64_t>(0, last_ - first_ + 1); }

private:
    struct Bank {
        bool open = false;
        std::int64_t activated = 0;
        std::optional<std::uint64_t> row{};
    };
    struct Rank {
        dram::OpenRowTime open_time;
        std::uint64_t any_open = 0;
        std::uint64_t all_open = 0;
        std::uint64_t refresh_only = 0;
        std::uint64_t down_open = 0;
        std::uint64_t down_closed = 0;
        std::optional<ListedCommand> idle{};  ///< the command with which its idle state began, while it lasts
        DramIdleCycles idle_cycles{};         ///< with no row open

        [[nodiscard]] dram::OpenRowCounters counters()
        {
            return {any_open, all_open, refresh_only, down_open, down_closed};
        }
    };

    [[nodiscard]] std::string change_idle(Rank& rank, bool open, const ListedCommand& change);
    void count_idle(Rank& rank, std::int64_t end, std::uint64_t repeats);

    void close(Rank& rank, Bank& bank, DramBankCounts& counts, std::int64_t clock);
    [[nodiscard]] std::int64_t delay(machine::DramCommand preceding, machine::DramCommand following) const;

    [[nodiscard]] std::int64_t not_after_end(std::int64_t clock) const
    {
        return cycles_ == 0 ? clock : std::min(clock - first_, cycles_) + first_;
    }

    const machine::DramDevice& device_;
    std::int64_t cycles_;
    std::vector<Bank> banks_;  ///< of all ranks of all channels
    std::vector<Rank> ranks_;
    DramCounts counts_;
    std::uint64_t commands_ = 0;
    std::int64_t first_ = 0;
    std::int64_t last_ = 0;
    std::int64_t end_ = 0;
};

}  // namespace deltasim::experiment
