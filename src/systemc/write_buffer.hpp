// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>

#include "systemc/access_payload.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/line_gatherer.hpp"
#include "systemc/machine_time.hpp"
#include "systemc/stream_registers.hpp"

// A buffer between the lanes and the DRAM. Results are gathered into lines. A complete line takes a slot, and keeps it
// until the DRAM has the line; there are twice `depth` slots, which are used in turn. The address generator sends lines
// in their turn among all requests, one batch late, each when its results are there. Only the computed bytes are
// enabled.

namespace deltasim::systemc
{

class WriteBuffer final : public sc_core::sc_module, public WriteBufferIf
{
public:
    tlm_utils::simple_target_socket<WriteBuffer> configuration;
    tlm_utils::simple_initiator_socket<WriteBuffer> dram;
    sc_core::sc_port<LineUserIf> board;

    /// `has_contents`: the DRAM keeps what is written; a line without data then does not change it.
    WriteBuffer(const sc_core::sc_module_name& name, std::uint64_t depth, bool keeps_lines, std::uint64_t line_bytes,
                bool has_contents);

    std::uint64_t pass(std::uint64_t line) override;
    std::uint64_t pass_end() override { return ahead_.end(); }
    [[nodiscard]] bool can_send() const override;
    [[nodiscard]] const sc_core::sc_event& send_event() const override { return may_send_; }
    void send() override;

    std::uint64_t take(const LineSpan& lines, ResultTarget& target) override;
    void computed(const ResultTarget& target, const PlannedOperand& operand) override;
    [[nodiscard]] std::uint64_t lines_wanted() const override;
    [[nodiscard]] std::uint64_t lines_written() const override { return written_; }
    [[nodiscard]] std::uint64_t lines_complete() const override { return issued_.completed(); }
    [[nodiscard]] bool have_slots(std::uint64_t first, std::uint64_t end) const override;
    [[nodiscard]] bool idle() const override { return written_ == sent_ && sent_ == lines_end(); }

    void trace(sc_core::sc_trace_file& file) const;

private:
    struct Line {
        std::uint64_t address = 0;   ///< in lines of the DRAM
        std::uint64_t passed = 0;    ///< results for it that the generator has passed
        std::uint64_t taken = 0;     ///< results for it that were issued
        std::uint64_t computed = 0;  ///< results for it that are there
        bool written = false;
        std::vector<unsigned char> data;
        std::vector<unsigned char> enables;
    };

    void configure(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    tlm::tlm_sync_enum on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    void changed();
    [[nodiscard]] std::uint64_t lines_end() const { return first_ + lines_.size(); }
    [[nodiscard]] Line& line(std::uint64_t number);
    void fill(Line& line, const ResultTarget& target, const PlannedOperand& operand) const;

    std::uint64_t depth_;
    bool keeps_lines_;
    std::uint64_t line_bytes_;
    bool has_contents_;
    PayloadPool pool_;
    Tensor tensor_ = Tensor::weight;

    LineGatherer ahead_;   ///< as the generator counts
    LineGatherer issued_;  ///< as the issued steps count
    std::deque<Line> lines_;
    std::uint64_t first_ = 0;    ///< number of lines_.front()
    std::uint64_t sent_ = 0;     ///< lines so far
    std::uint64_t written_ = 0;  ///< all lines before this one are in the DRAM
    sc_core::sc_event changed_;
    sc_core::sc_event may_send_;
    unsigned fill_ = 0;  ///< lines that are not yet in the DRAM, for waveforms
};

}  // namespace deltasim::systemc
