// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <systemc>
#include <vector>

#include "systemc/access_payload.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/interfaces.hpp"

// Takes results from both units when they are there. Results for the DRAM go to their write buffers at once. Results
// for on-chip memories go to the memories in the order of their steps, so an early result waits for those before it.

namespace deltasim::systemc
{

class WriteBackUnit final : public sc_core::sc_module, public WriteBackIf
{
public:
    ClockIn clock;
    sc_core::sc_vector<tlm_utils::simple_initiator_socket_tagged<WriteBackUnit>> memories;
    sc_core::sc_port<WriteBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> buffers;
    sc_core::sc_port<StepBoard> board;

    /// `has_contents`: memories keep what is written; a result without values then does not change them.
    WriteBackUnit(const sc_core::sc_module_name& name, std::size_t memory_count, bool has_contents);

    /// The plan of the present nest.
    void begin(const NestPlan& plan) { plan_ = &plan; }

    void expect(IssuedStep& step) override;
    void result_at(IssuedStep& step, std::uint64_t cycle) override;
    [[nodiscard]] std::uint64_t sent() const override { return sent_; }
    [[nodiscard]] std::uint64_t taken() const override { return taken_; }
    [[nodiscard]] std::uint64_t done() const override { return done_; }
    [[nodiscard]] bool has_sent_all() const override { return results_.empty() && steps_.empty(); }
    [[nodiscard]] bool idle() const override { return has_sent_all() && done_ == sent_; }

private:
    struct Result {
        std::uint64_t cycle;
        std::uint64_t number;
        IssuedStep* step;

        friend bool operator>(const Result& a, const Result& b)
        {
            return a.cycle != b.cycle ? a.cycle > b.cycle : a.number > b.number;
        }
    };

    void results();
    void send(const IssuedStep& step, const ResultTarget& target);
    tlm::tlm_sync_enum on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);
    /// Advances a count of writes that have reached some point, in the order in which they were sent.
    static void advance(std::deque<bool>& ahead, std::uint64_t& first, std::uint64_t number);

    bool has_contents_;
    const NestPlan* plan_ = nullptr;
    PayloadPool pool_;
    std::priority_queue<Result, std::vector<Result>, std::greater<>> results_;
    std::deque<IssuedStep*> steps_;  ///< steps that write on chip, in the order of issue
    std::uint64_t sent_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t done_ = 0;
    std::deque<bool> taken_ahead_;  ///< writes after the first taken_: true if taken
    std::deque<bool> done_ahead_;
};

}  // namespace deltasim::systemc
