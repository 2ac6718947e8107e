// SPDX-License-Identifier: MIT
#include "systemc/address_generator.hpp"

namespace deltasim::systemc
{

AddressGenerator::AddressGenerator(const sc_core::sc_module_name& name)
    : sc_module(name), read_buffers("read_buffers"), write_buffers("write_buffers"), engine_reads("engine_reads"),
      engine_writes("engine_writes"), engine("engine"), board("board")
{
    SC_HAS_PROCESS(AddressGenerator);
    SC_THREAD(run);
}

void AddressGenerator::begin(const NestPlan& plan, std::uint64_t first_step, std::uint64_t first_burst)
{
    plan_ = &plan;
    step_ = first_step;
    burst_ = first_burst;
    if (plan.is_on_chip()) return;
    idle_ = false;
    begins_.notify(sc_core::SC_ZERO_TIME);
}

/// Exceptions must not cross the SystemC kernel.
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
    while (cursor.next()) {
        switch (cursor.step().step->unit) {
        case schedule::StepUnit::lanes:
        case schedule::StepUnit::row_end:
            read_operands(cursor);
            pass_results(cursor);
            ++step_;
            break;
        case schedule::StepUnit::load: read_operands(cursor); break;
        case schedule::StepUnit::engine: move_burst(cursor); break;
        case schedule::StepUnit::filled:
        case schedule::StepUnit::turn: break;
        }
    }
    for (const PlannedBuffer& emptied : plan_->emptied) {
        auto& buffers = emptied.by_engine ? engine_writes : write_buffers;
        WriteBufferIf& buffer = *buffers[static_cast<int>(emptied.buffer)];
        send(buffer, buffer.pass_end());
    }
}

void AddressGenerator::read_operands(const StepCursor& cursor)
{
    for (std::size_t o = cursor.step().reads; o < cursor.step().writes; ++o) {
        const PlannedOperand& operand = cursor.operand(o);
        if (!operand.off_chip || operand.held) continue;
        ReadBufferIf& buffer = *read_buffers[static_cast<int>(operand.buffer)];
        cursor.for_each_span(o, [&](std::uint64_t address) { read(operand.lines(address), buffer, step_); });
    }
}

void AddressGenerator::pass_results(const StepCursor& cursor)
{
    for (std::size_t o = cursor.step().writes; o < cursor.step().end; ++o) {
        const PlannedOperand& operand = cursor.operand(o);
        if (!operand.off_chip) continue;
        WriteBufferIf& buffer = *write_buffers[static_cast<int>(operand.buffer)];
        cursor.for_each_span(o, [&](std::uint64_t address) { pass(operand.lines(address), buffer); });
    }
}

/// A burst from the DRAM is requested when it begins; a burst to the DRAM is treated like results.
void AddressGenerator::move_burst(const StepCursor& cursor)
{
    const std::size_t from = cursor.step().reads;
    const std::size_t to = cursor.step().writes;
    if (cursor.operand(from).off_chip) {
        while (!engine->has_begun(burst_)) wait(engine->begun_event());
        read(cursor.lines(from), *engine_reads[static_cast<int>(cursor.operand(from).buffer)], step_);
    }
    if (cursor.operand(to).off_chip) {
        pass(cursor.lines(to), *engine_writes[static_cast<int>(cursor.operand(to).buffer)]);
    }
    ++burst_;
}

void AddressGenerator::pass(const LineSpan& lines, WriteBufferIf& buffer)
{
    for (std::uint64_t i = 0; i < lines.count; ++i) send(buffer, buffer.pass(lines.number(i)));
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
