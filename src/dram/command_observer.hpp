// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/quantity.hpp"
#include "dram/address_mapping.hpp"
#include "machine/dram_device.hpp"

// Whoever wants to see each command that a DRAM's controllers give: a command trace, a checker of timing rules.

namespace deltasim::dram
{

struct IssuedCommand {
    Cycles clock{0};
    machine::DramCommand command = machine::DramCommand::activate;
    bool auto_precharge = false;  ///< a read or write that closes its row
    /// A precharge and a refresh are of all banks of the rank; the bank is its first.
    bool whole_rank = false;
    /// A refresh, given so many times every `interval` clocks while the channel is idle.
    std::uint64_t repeats = 1;
    Cycles interval{0};
    DramAddress at;
};

class CommandObserver
{
public:
    CommandObserver() = default;
    CommandObserver(const CommandObserver&) = delete;
    CommandObserver& operator=(const CommandObserver&) = delete;
    virtual ~CommandObserver() = default;

    /// Commands of a channel come nearly in order of time: none is CommandBus::window clocks before an earlier one, but
    /// for those that repeat others.
    virtual void on_command(const IssuedCommand& command) = 0;
};

}  // namespace deltasim::dram
