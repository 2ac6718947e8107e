// SPDX-License-Identifier: MIT
#include "systemc/row_end_unit.hpp"

#include <algorithm>
#include <string>

namespace deltasim::systemc
{

RowEndUnit::RowEndUnit(const sc_core::sc_module_name& name, std::uint64_t most_waiting, const MachineTime& time)
    : sc_module(name), clock("clock"), board("board"), lanes("lanes"), write_back("write_back"),
      most_waiting_(most_waiting), time_(time)
{
    SC_HAS_PROCESS(RowEndUnit);
    SC_METHOD(dispatch);
    sensitive << clock.pos() << wake_;
    dont_initialize();
}

void RowEndUnit::accept(IssuedStep& step)
{
    ++step.holders;
    if (lanes->started_steps() == step.lanes_before) {
        step.sums_known = true;
        step.sums_cycle = lanes->last_result();
    }
    steps_.push_back(&step);
    if (steps_.size() == 1) wake();
}

void RowEndUnit::lanes_started(std::uint64_t number, std::uint64_t last_result)
{
    for (IssuedStep* step : steps_) {
        if (step->lanes_before > number) return;
        if (step->sums_known) continue;
        step->sums_known = true;
        step->sums_cycle = last_result;
        wake();
    }
}

void RowEndUnit::dispatch()
{
    const std::uint64_t edge = clock->next_edge();
    while (!steps_.empty()) {
        IssuedStep& step = *steps_.front();
        if (step.waits_for > 0 || !step.sums_known) return;
        const std::uint64_t ready = std::max(free_from_, step.sums_cycle);
        const std::uint64_t cycle = std::max(ready, edge);
        if (cycle > edge || !clock->is_now(edge)) return clock->ask_for(cycle);
        steps_.pop_front();
        start(step, cycle, ready);
    }
}

void RowEndUnit::start(IssuedStep& step, std::uint64_t cycle, std::uint64_t ready)
{
    const std::uint64_t result = cycle + step.plan->latency_cycles;
    free_from_ = cycle + step.plan->interval_cycles;
    last_result_ = std::max(last_result_, result);
    starts_.push_back(cycle);
    if (starts_.size() > most_waiting_ + 1) starts_.pop_front();
    ++started_;
    ++rows_shown_;
    step.has_started = true;
    step.started = time_.now();
    step.array_ready = time_.of(clock->edges().time_of(ready));
    write_back->result_at(step, result);
    lanes->wake();
    board->started(step);
    board->release(step);
}

std::uint64_t RowEndUnit::start_of(std::uint64_t row) const
{
    const std::uint64_t before = started_ - starts_.size();  // rows before the first known one
    return row <= before ? 0 : starts_[row - before - 1];
}

void RowEndUnit::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, rows_shown_, std::string(name()) + ".rows", 32);
}

}  // namespace deltasim::systemc
