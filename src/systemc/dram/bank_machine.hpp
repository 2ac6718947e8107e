// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/dram_device.hpp"

// The state of one bank. It takes commands as the device would, and refuses commands that the device would not obey.

namespace deltasim::systemc
{

enum class BankState : std::uint8_t { precharged, active, refreshing };

class BankMachine
{
public:
    /// A command for this bank. Returns true if the bank is in a state to take it.
    [[nodiscard]] bool take(machine::DramCommand command, std::int64_t row)
    {
        switch (command) {
        case machine::DramCommand::activate:
            if (state_ == BankState::active) return false;
            state_ = BankState::active;
            row_ = row;
            return true;
        case machine::DramCommand::read:
        case machine::DramCommand::write: return state_ == BankState::active && row_ == row;
        case machine::DramCommand::precharge:
            if (state_ == BankState::active) state_ = BankState::precharged;
            return true;
        case machine::DramCommand::refresh:
        case machine::DramCommand::refresh_bank:
            if (state_ == BankState::active) return false;
            state_ = BankState::refreshing;
            return true;
        }
        return false;
    }
    /// A refresh is over, if nothing ended it before.
    void end_refresh()
    {
        if (state_ == BankState::refreshing) state_ = BankState::precharged;
    }

    [[nodiscard]] BankState state() const { return state_; }

private:
    BankState state_ = BankState::precharged;
    std::int64_t row_ = 0;
};

}  // namespace deltasim::systemc
