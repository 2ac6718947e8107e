// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "core/run_counts.hpp"
#include "systemc/dram/bank_machine.hpp"
#include "systemc/dram/channel_scheduler.hpp"
#include "systemc/dram/gated_clock.hpp"

// One channel of a DRAM with its controller and its banks. Requests are booked when they come in; one process, clocked
// by the falling edge, at which all requests of a clock have come, sends out the commands of that clock, moves the
// banks' states, and lets refreshes begin that no request asks for.

namespace deltasim::systemc
{

class DramChannelController final : public sc_core::sc_module
{
public:
    ClockIn clock;

    /// `number`: which of the DRAM's channels it is.
    DramChannelController(const sc_core::sc_module_name& name, const machine::DramDevice& device, std::uint32_t number);

    /// Takes a request that is there at clock `arrival`. Returns when it is served.
    [[nodiscard]] Booking book(const BurstPlace& at, bool is_write, Cycles arrival);
    /// No request comes any more, and time is counted up to `until`. What is booked still goes out.
    void close(Cycles until);
    /// The clock after which nothing is booked.
    [[nodiscard]] Cycles booked_until() const;

    /// But for `cycles`, and for what is the sum over its ranks and banks besides commands, hits and misses.
    [[nodiscard]] const DramCounts& counts() const { return counts_; }

    /// What a waveform shows: the command of the clock (0: none, else 1 + DramCommand), commands of each kind so far,
    /// and each bank's state.
    void trace(sc_core::sc_trace_file& file);

private:
    struct Rank {
        std::uint64_t open = 0;        ///< rows
        std::uint64_t refreshing = 0;  ///< single banks
        Cycles counted{0};             ///< its time is counted up to here
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
