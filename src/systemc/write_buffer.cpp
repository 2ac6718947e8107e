// SPDX-License-Identifier: MIT
#include "systemc/write_buffer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace deltasim::systemc
{

WriteBuffer::WriteBuffer(const sc_core::sc_module_name& name, std::uint64_t depth, bool keeps_lines,
                         std::uint64_t line_bytes, bool has_contents)
    : sc_module(name), configuration("configuration"), dram("dram"), board("board"), depth_(depth),
      keeps_lines_(keeps_lines), line_bytes_(line_bytes), has_contents_(has_contents)
{
    configuration.register_b_transport(this, &WriteBuffer::configure);
    dram.register_nb_transport_bw(this, &WriteBuffer::on_response);
    SC_HAS_PROCESS(WriteBuffer);
    SC_METHOD(changed);
    sensitive << changed_;
    dont_initialize();
}

/// A nest begins; the buffer is empty.
void WriteBuffer::configure(tlm::tlm_generic_payload& payload, sc_core::sc_time& /*delay*/)
{
    StreamRegisters registers;
    std::memcpy(&registers, payload.get_data_ptr(), sizeof registers);
    tensor_ = static_cast<Tensor>(registers.tensor);
    ahead_ = issued_ = LineGatherer(depth_, keeps_lines_);
    lines_.clear();
    first_ = sent_ = written_ = 0;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

/// The line with this number, which the generator or an issued step has reached.
WriteBuffer::Line& WriteBuffer::line(std::uint64_t number)
{
    while (number >= lines_end()) lines_.emplace_back();
    return lines_[number - first_];
}

std::uint64_t WriteBuffer::pass(std::uint64_t address)
{
    const std::uint64_t sends = ahead_.pass(address);
    Line& passed = line(ahead_.current());
    passed.address = address;
    ++passed.passed;
    return sends;
}

bool WriteBuffer::can_send() const
{
    const Line& next = lines_[sent_ - first_];
    if (next.taken < next.passed || next.computed < next.passed) return false;
    return sent_ < 2 * depth_ || lines_[sent_ - 2 * depth_ - first_].written;
}

void WriteBuffer::send()
{
    Line& next = line(sent_);
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_WRITE_COMMAND, next.address * line_bytes_, line_bytes_);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = tensor_;
    access.number = sent_++;
    if (!next.data.empty()) {
        access.data = next.data;
        access.enables = next.enables;
        payload.set_data_ptr(access.data.data());
        payload.set_byte_enable_ptr(access.enables.data());
        payload.set_byte_enable_length(static_cast<unsigned>(access.enables.size()));
    } else if (has_contents_) {
        disable_bytes(payload);
    }
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    dram->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum WriteBuffer::on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& /*phase*/,
                                            sc_core::sc_time& /*delay*/)
{
    line(payload.get_extension<AccessExtension>()->number).written = true;
    payload.release();
    --fill_;
    while (written_ < sent_ && line(written_).written) ++written_;
    while (!lines_.empty() && first_ + 2 * depth_ < written_) {
        lines_.pop_front();
        ++first_;
    }
    board->progressed();
    changed_.notify(sc_core::SC_ZERO_TIME);
    return tlm::TLM_COMPLETED;
}

void WriteBuffer::changed()
{
    if (sent_ < lines_end()) may_send_.notify(sc_core::SC_ZERO_TIME);
}

std::uint64_t WriteBuffer::take(const LineSpan& lines, ResultTarget& target)
{
    std::uint64_t sends = 0;
    for (std::uint64_t i = 0; i < lines.count; ++i) {
        sends += issued_.pass(lines.number(i));
        Line& taken = line(issued_.current());
        taken.address = lines.number(i);
        if (taken.taken++ == 0) ++fill_;
        if (i == 0) target.first_line = issued_.current();
    }
    target.last_line = issued_.current();
    return sends;
}

void WriteBuffer::computed(const ResultTarget& target, const PlannedOperand& operand)
{
    const LineSpan lines = operand.lines(target.address);
    // The span's lines are neighbours in the buffer, or one; a repeated line may be gathered.
    const std::uint64_t numbers = target.last_line - target.first_line + 1;
    for (std::uint64_t i = 0; i < numbers; ++i) {
        Line& written = line(target.first_line + i);
        written.computed += numbers == 1 ? lines.count : 1;
        if (!target.values.empty()) fill(written, target, operand);
    }
    changed_.notify(sc_core::SC_ZERO_TIME);
}

/// Puts those of the values that lie in the line there.
void WriteBuffer::fill(Line& written, const ResultTarget& target, const PlannedOperand& operand) const
{
    written.data.resize(line_bytes_, 0);
    written.enables.resize(line_bytes_, TLM_BYTE_DISABLED);
    const std::uint64_t begin = written.address * line_bytes_;
    for (std::size_t lane = 0; lane < target.values.size(); ++lane) {
        const std::uint64_t address = target.address + lane * operand.lane_words * operand.word_bytes;
        std::array<unsigned char, sizeof(float)> word{};
        operand.format.put(target.values[lane], word.data());
        for (std::uint64_t i = 0; i < operand.word_bytes; ++i) {
            if (address + i < begin || address + i >= begin + line_bytes_) continue;
            written.data[address + i - begin] = word[i];
            written.enables[address + i - begin] = TLM_BYTE_ENABLED;
        }
    }
}

std::uint64_t WriteBuffer::lines_wanted() const
{
    const std::uint64_t complete = issued_.completed();
    return complete > 2 * depth_ ? complete - 2 * depth_ : 0;
}

/// Of two lines that use a slot the earlier one is in the DRAM. Slots are used in turn.
bool WriteBuffer::have_slots(std::uint64_t first, std::uint64_t end) const
{
    for (std::uint64_t number = std::max(first, 2 * depth_); number < end; ++number) {
        const std::uint64_t before = number - 2 * depth_;
        if (before >= first_ && !lines_[before - first_].written) return false;
    }
    return true;
}

void WriteBuffer::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, fill_, std::string(name()) + ".fill", 16);
}

}  // namespace deltasim::systemc
