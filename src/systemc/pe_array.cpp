// SPDX-License-Identifier: MIT
#include "systemc/pe_array.hpp"

#include <algorithm>
#include <string>

namespace deltasim::systemc
{

PeArray::PeArray(const sc_core::sc_module_name& name, const MachineTime& time)
    : sc_module(name), clock("clock"), board("board"), row_end("row_end"), write_back("write_back"), time_(time)
{
    SC_HAS_PROCESS(PeArray);
    SC_METHOD(dispatch);
    sensitive << clock.pos() << wake_;
    dont_initialize();
}

void PeArray::accept(IssuedStep& step)
{
    ++step.holders;
    steps_.push_back(&step);
    if (steps_.size() == 1) wake();
}

/// Whether it is known when the array itself can start the step, and from which clock on.
bool PeArray::ready_from(const IssuedStep& step, std::uint64_t& cycle) const
{
    cycle = free_from_;
    const std::uint64_t rows = row_end->started_steps();
    if (rows + 1 < step.rows_before) return false;
    if (step.rows_before > 0) {
        // Of the row before the latest that was issued.
        const bool latest_has_started = rows == step.rows_before;
        cycle = std::max(cycle, latest_has_started ? row_end->previous_start() : row_end->latest_start());
    }
    if (!step.plan->step->needs_result) return true;
    if (rows < step.rows_before) return false;
    cycle = std::max({cycle, last_result_, row_end->last_result()});
    return true;
}

void PeArray::dispatch()
{
    const std::uint64_t edge = clock->next_edge();
    if (traced_ && clock->is_now(edge) && free_from_ <= edge) busy_lanes_ = 0;
    while (!steps_.empty()) {
        IssuedStep& step = *steps_.front();
        std::uint64_t ready = 0;
        if (step.waits_for > 0 || !ready_from(step, ready)) break;
        const std::uint64_t cycle = std::max(ready, edge);
        if (cycle > edge || !clock->is_now(edge)) {
            clock->ask_for(cycle);
            break;
        }
        steps_.pop_front();
        start(step, cycle, ready);
    }
    if (traced_ && busy_lanes_ > 0) clock->ask_for(free_from_);
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
