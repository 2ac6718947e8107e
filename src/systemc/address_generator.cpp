// SPDX-License-Identifier: MIT
#include "systemc/address_generator.hpp"

namespace deltasim::systemc
{

AddressGenerator::AddressGenerator(const sc_core::sc_module_name& name)
    : sc_module(name), read_buffers("read_buffers"), write_buffers("write_buffers"), board("board")
{
    SC_HAS_PROCESS(AddressGenerator);
    SC_THREAD(run);
}

void AddressGenerator::begin(const NestPlan& plan, std::uint64_t first_step)
{
    plan_ = &plan;
    first_step_ = first_step;
    if (plan.reads.empty() && plan.writes.empty()) return;  // all of it is on chip
    idle_ = false;
    begins_.notify(sc_core::SC_ZERO_TIME);
}

/// Exceptions do not cross the SystemC kernel.
void AddressGenerator::run()
{
    try {
        for (;;) {
            wait(begins_);
            walk();
            idle_ = true;
            board->progressed();
        }
    } catch (const sc_core::sc_unwind_exception&) {
        throw;
    } catch (...) {
        failure_ = std::current_exception();
        sc_core::sc_stop();
    }
}

void AddressGenerator::walk()
{
    StepCursor cursor(*plan_);
    for (std::uint64_t number = first_step_; cursor.next(); ++number) {
        const PlannedStep& step = cursor.step();
        for (std::size_t o = step.reads; o < step.writes; ++o) {
            const PlannedOperand& operand = cursor.operand(o);
            if (operand.off_chip) read(cursor.lines(o), *read_buffers[static_cast<int>(operand.buffer)], number);
        }
        for (std::size_t o = step.writes; o < step.end; ++o) {
            const PlannedOperand& operand = cursor.operand(o);
            if (!operand.off_chip) continue;
            WriteBufferIf& buffer = *write_buffers[static_cast<int>(operand.buffer)];
            const LineSpan lines = cursor.lines(o);
            for (std::uint64_t i = 0; i < lines.count; ++i) send(buffer, buffer.pass(lines.number(i)));
        }
    }
    for (std::size_t b = 0; b < plan_->writes.size(); ++b) {
        WriteBufferIf& buffer = *write_buffers[static_cast<int>(b)];
        send(buffer, buffer.pass_end());
    }
}

void AddressGenerator::read(const LineSpan& lines, ReadBufferIf& buffer, std::uint64_t step)
{
    for (std::uint64_t i = 0; i < lines.count; ++i) {
        if (!buffer.must_fetch(lines.number(i))) continue;
        while (!buffer.has_room()) wait(buffer.room_event());
        buffer.fetch(lines.number(i), step);
    }
}

void AddressGenerator::send(WriteBufferIf& buffer, std::uint64_t lines)
{
    for (; lines > 0; --lines) {
        while (!buffer.can_send()) wait(buffer.send_event());
        buffer.send();
    }
}

}  // namespace deltasim::systemc
