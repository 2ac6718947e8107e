// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "core/run_counts.hpp"
#include "systemc/dram/bank_machine.hpp"
#include "systemc/dram/channel_scheduler.hpp"
#include "systemc/dram/gated_clock.hpp"

// One channel of a DRAM with its controller and its banks. Requests are booked when they come in. One process, clocked
// by the falling edge, at which all requests of a clock have come, issues the commands of that clock, changes the
// states of the banks, and begins refreshes that no request causes.

namespace deltasim::systemc
{

class DramChannelController final : public sc_core::sc_module
{
public:
    ClockIn clock;

    /// `number`: the number of the channel.
    DramChannelController(const sc_core::sc_module_name& name, const machine::DramDevice& device, std::uint32_t number);

    /// Takes a request that arrives at clock `arrival`. Returns when it is served.
    [[nodiscard]] Booking book(const BurstPlace& at, bool is_write, Cycles arrival);
    /// No more requests come, and time is counted up to `until`. Booked commands are still issued.
    void close(Cycles until);
    /// The clock after which nothing is booked.
    [[nodiscard]] Cycles booked_until() const;

    /// The counts, except `cycles`, and except sums over ranks and banks other than commands, hits and misses.
    [[nodiscard]] const DramCounts& counts() const { return counts_; }

    /// Adds to a waveform the command of the clock (0: none, else 1 + DramCommand), the number of commands of each kind
    /// so far, and the state of each bank.
    void trace(sc_core::sc_trace_file& file);

private:
    struct Rank {
        std::uint64_t open = 0;        ///< rows
        std::uint64_t refreshing = 0;  ///< single banks
        Cycles counted{0};             ///< time is counted up to here
    };

    void command();
    void ask_clock();
    void execute(const BookedCommand& booked);
    void take(std::uint64_t bank, const BookedCommand& booked);
    void count(const BookedCommand& booked);
    void pass_to(std::uint64_t rank, Cycles until);

    const machine::DramDevice device_;
    ChannelScheduler scheduler_;
    std::vector<BankMachine> banks_;
    std::vector<Rank> ranks_;
    DramCounts counts_;
    bool closed_ = false;
    bool traced_ = false;
    unsigned command_shown_ = 0;
    std::vector<unsigned> states_shown_;  ///< by bank
};

}  // namespace deltasim::systemc
