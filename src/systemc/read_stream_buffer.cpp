// SPDX-License-Identifier: MIT
#include "systemc/read_stream_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace deltasim::systemc
{

ReadStreamBuffer::ReadStreamBuffer(const sc_core::sc_module_name& name, std::uint64_t depth, bool keeps_lines,
                                   std::uint64_t line_bytes, const MachineTime& time)
    : sc_module(name), configuration("configuration"), dram("dram"), board("board"), depth_(depth),
      keeps_lines_(keeps_lines), line_bytes_(line_bytes), time_(time)
{
    configuration.register_b_transport(this, &ReadStreamBuffer::configure);
    dram.register_nb_transport_bw(this, &ReadStreamBuffer::on_response);
    SC_HAS_PROCESS(ReadStreamBuffer);
    SC_METHOD(hand_on);
    sensitive << moved_;
    dont_initialize();
}

/// A nest begins: lines of the nest before have no use.
void ReadStreamBuffer::configure(tlm::tlm_generic_payload& payload, sc_core::sc_time& /*delay*/)
{
    StreamRegisters registers;
    std::memcpy(&registers, payload.get_data_ptr(), sizeof registers);
    tensor_ = static_cast<Tensor>(registers.tensor);
    lines_.clear();
    first_ = asked_ = kept_ = needed_ = 0;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

bool ReadStreamBuffer::has_room() const { return asked_ < kept_ + depth_; }

bool ReadStreamBuffer::must_fetch(std::uint64_t line) { return !keeps_lines_ || asked_ == 0 || line != fetched_line_; }

void ReadStreamBuffer::fetch(std::uint64_t line, std::uint64_t step)
{
    fetched_line_ = line;
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_READ_COMMAND, line * line_bytes_, line_bytes_);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = tensor_;
    access.number = asked_++;
    lines_.push_back({step});
    ++fill_;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    dram->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum ReadStreamBuffer::on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& /*phase*/,
                                                 sc_core::sc_time& /*delay*/)
{
    const std::uint64_t number = payload.get_extension<AccessExtension>()->number;
    payload.release();
    const Ticks now = time_.now();
    line(number).there = true;
    line(number).since = now;
    for (Need& need : needs_) {
        if (number < need.first || number > need.last) continue;
        need.latest = larger(need.latest, now);
        if (--need.missing > 0) continue;
        OperandArrival& arrival = need.waiter->arrivals[need.arrival];
        arrival.there = need.latest;
        arrival.is_there = true;
        board->arrived(*need.waiter);
    }
    std::erase_if(needs_, [](const Need& need) { return need.missing == 0; });
    moved_.notify(sc_core::SC_ZERO_TIME);
    return tlm::TLM_COMPLETED;
}

std::uint64_t ReadStreamBuffer::need(const LineSpan& lines, OperandWaiter& waiter, std::size_t arrival)
{
    std::uint64_t first_needed = needed_;
    std::uint64_t fresh = 0;
    for (std::uint64_t i = 0; i < lines.count; ++i) {
        const bool held = keeps_lines_ && needed_ > 0 && lines.number(i) == needed_line_;
        if (held && i == 0) --first_needed;
        if (held) continue;
        needed_line_ = lines.number(i);
        ++needed_;
        ++fresh;
    }
    Need need{&waiter, arrival, first_needed, needed_ - 1, 0, Ticks(0)};
    for (std::uint64_t number = need.first; number <= need.last; ++number) {
        if (number < asked_ && line(number).there) {
            need.latest = larger(need.latest, line(number).since);
        } else {
            ++need.missing;
        }
    }
    if (need.missing > 0) {
        ++waiter.waits_for;
        needs_.push_back(need);
    } else {
        waiter.arrivals[arrival].there = need.latest;
        waiter.arrivals[arrival].is_there = true;
    }
    drop_used();
    return fresh;
}

void ReadStreamBuffer::registers_moved()
{
    if (kept_ < asked_) moved_.notify(sc_core::SC_ZERO_TIME);
}

/// Lets lines that have arrived move on to the operand registers.
void ReadStreamBuffer::hand_on()
{
    for (std::uint64_t number = kept_; number < asked_; ++number) {
        Line& waiting = line(number);
        if (waiting.left || !waiting.there || !board->has_started(waiting.step - 1)) continue;
        waiting.left = true;
        --fill_;
    }
    const std::uint64_t kept = kept_;
    while (kept_ < asked_ && line(kept_).left) ++kept_;
    if (kept_ > kept) room_.notify(sc_core::SC_ZERO_TIME);
    drop_used();
}

/// Forgets lines that are in no slot and that no later step uses.
void ReadStreamBuffer::drop_used()
{
    std::uint64_t used = std::min(kept_, needed_ > 0 ? needed_ - 1 : 0);
    for (const Need& need : needs_) used = std::min(used, need.first);
    while (first_ < used) {
        lines_.pop_front();
        ++first_;
    }
}

void ReadStreamBuffer::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, fill_, std::string(name()) + ".fill", 16);
}

}  // namespace deltasim::systemc
