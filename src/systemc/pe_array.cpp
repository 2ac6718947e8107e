// SPDX-License-Identifier: MIT
#include "systemc/pe_array.hpp"

#include <algorithm>
#include <string>

namespace deltasim::systemc
{

PeArray::PeArray(const sc_core::sc_module_name& name, const machine::PeArrayConfig& config, const MachineTime& time)
    : sc_module(name), clock("clock"), board("board"), row_end("row_end"), write_back("write_back"), time_(time),
      shift_cycles_(config.reduction == machine::Reduction::systolic ? config.rows : 0),
      shifts_behind_(config.stationary_sets > 1)
{
    SC_HAS_PROCESS(PeArray);
    SC_METHOD(dispatch);
    sensitive << clock.pos() << wake_;
    dont_initialize();
}

void PeArray::accept(IssuedStep& step)
{
    ++step.holders;
    work_left_.push_back({&step, step.rows_before});
    if (work_left_.size() == 1) wake();
}

void PeArray::load(IssuedStep& step, const OperandShift& shift)
{
    if (shift_cycles_ == 0) return;
    ++step.holders;
    step.shifts.push_back(shift);
    work_left_.push_back({&step, step.rows_before, true, step.shifts.size() - 1});
    wake();
}

bool PeArray::has_operands(const Work& work)
{
    if (!work.shifts) return work.step->waits_for == 0;
    const OperandShift& shift = work.step->shifts[work.number];
    for (std::size_t a = shift.first; a < shift.end; ++a) {
        if (!work.step->arrivals[a].is_there) return false;
    }
    return true;
}

/// True if it is known when the array itself can start it; sets that clock.
bool PeArray::ready_from(const Work& work, std::uint64_t& cycle) const
{
    cycle = free_from_;
    const std::uint64_t rows = row_end->started_steps();
    if (work.rows_before > rows_waiting_) {
        const std::uint64_t row = work.rows_before - rows_waiting_;
        if (rows < row) return false;
        cycle = std::max(cycle, row_end->start_of(row));
    }
    if (work.shifts) return true;
    if (!work.step->plan->step->needs_result) return true;
    if (rows < work.rows_before) return false;
    cycle = std::max({cycle, last_result_, row_end->last_result()});
    return true;
}

void PeArray::dispatch()
{
    const std::uint64_t edge = clock->next_edge();
    if (traced_ && clock->is_now(edge) && free_from_ <= edge) busy_lanes_ = 0;
    while (!work_left_.empty()) {
        const Work work = work_left_.front();
        std::uint64_t ready = 0;
        if (!has_operands(work) || !ready_from(work, ready)) break;
        if (work.shifts) {
            work_left_.pop_front();
            shift_in(work, ready);
            continue;
        }
        const std::uint64_t cycle = std::max(ready, edge);
        if (cycle > edge || !clock->is_now(edge)) {
            clock->ask_for(cycle);
            break;
        }
        work_left_.pop_front();
        start(*work.step, cycle, ready);
    }
    if (traced_ && busy_lanes_ > 0) clock->ask_for(free_from_);
}

/// Shifts in operands that have arrived. The shift began when their first row came and the operands before them had
/// been taken over.
void PeArray::shift_in(const Work& work, std::uint64_t lanes_free)
{
    OperandShift& shift = work.step->shifts[work.number];
    const auto edge_of = [&](Ticks there) {
        return clock->edges().at_or_after(time_.time_of(larger(shift.issued, there)));
    };
    std::uint64_t first = edge_of(Ticks(0));
    std::uint64_t last = first;
    for (std::size_t a = shift.first; a < shift.end; ++a) {
        last = std::max(last, edge_of(work.step->arrivals[a].there));
        if (a < shift.first + shift.first_row) first = last;
    }
    const std::uint64_t room = shifts_behind_ ? swapped_ : std::max(swapped_, last_result_);
    const std::uint64_t done = std::max(std::max(first, room) + shift_cycles_, last + 1);
    const auto time_of = [&](std::uint64_t cycle) { return time_.of(clock->edges().time_of(cycle)); };
    shift.lanes_free = time_of(std::max(lanes_free, room));
    shift.begin = time_of(done - shift_cycles_);
    shift.done = time_of(done);
    free_from_ = swapped_ = std::max(lanes_free, done);
    board->release(*work.step);
    board->progressed();
}

void PeArray::start(IssuedStep& step, std::uint64_t cycle, std::uint64_t ready)
{
    const std::uint64_t result = cycle + step.plan->latency_cycles;
    free_from_ = cycle + step.plan->interval_cycles;
    last_result_ = std::max(last_result_, result);
    busy_cycles_ += step.plan->interval_cycles;
    busy_lanes_ = static_cast<unsigned>(step.plan->step->lanes);
    ++started_;
    ++steps_shown_;
    step.has_started = true;
    step.started = time_.now();
    step.array_ready = time_.of(clock->edges().time_of(ready));
    step.lanes_taken = time_.of(clock->edges().time_of(free_from_));
    row_end->lanes_started(started_, last_result_);
    write_back->result_at(step, result);
    board->started(step);
    board->release(step);
}

void PeArray::trace(sc_core::sc_trace_file& file)
{
    traced_ = true;
    const std::string path = name();
    sc_core::sc_trace(&file, busy_lanes_, path + ".busy_lanes", 32);
    sc_core::sc_trace(&file, steps_shown_, path + ".steps", 32);
}

}  // namespace deltasim::systemc
