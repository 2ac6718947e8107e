// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/quantity.hpp"
#include "dram/address_mapping.hpp"
#include "machine/dram_device.hpp"

// The interface for observers of every command that a DRAM's controllers issue: a command trace, a checker of timing
// rules.

namespace deltasim::dram
{

struct IssuedCommand {
    Cycles clock{0};
    machine::DramCommand command = machine::DramCommand::activate;
    bool auto_precharge = false;  ///< a read or write that closes its row
    /// A precharge or refresh of all banks of the rank; `bank` is the first of them.
    bool whole_rank = false;
    /// The refresh is repeated this many times, every `interval` clocks, while the channel is idle.
    std::uint64_t repeats = 1;
    Cycles interval{0};
    DramAddress at;
};

/// A rank of a channel enters power-down or self-refresh, or leaves it.
struct IdleChange {
    Cycles clock{0};
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;
    machine::IdleState state = machine::IdleState::power_down;
    bool begins = true;
    /// Repeated this many times, every `interval` clocks, around refreshes that are repeated as often.
    std::uint64_t repeats = 1;
    Cycles interval{0};
};

class CommandObserver
{
public:
    CommandObserver() = default;
    CommandObserver(const CommandObserver&) = delete;
    CommandObserver& operator=(const CommandObserver&) = delete;
    virtual ~CommandObserver() = default;

    /// Commands of a channel come nearly in order of time: none is CommandBus::window clocks before an earlier one,
    /// except those that repeat others.
    virtual void on_command(const IssuedCommand& command) = 0;
    /// Comes between the commands of its channel, before those that follow it.
    virtual void on_idle(const IdleChange&) {}
};

}  // namespace deltasim::dram
