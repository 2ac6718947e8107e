// SPDX-License-Identifier: MIT
#include <algorithm>

#include "systemc/training_controller.hpp"

// The part of TrainingController that only mapped nests need: loads, and everything that the controller passes between
// steps.

namespace deltasim::systemc
{

/// Passes bursts, ends of fills and turns, up to the next step or load. Returns false if there is no step or load, or
/// if a burst before it must wait for results.
bool TrainingController::go_past_others()
{
    while (has_next_) {
        const schedule::Step& step = *cursor_->step().step;
        switch (step.unit) {
        case schedule::StepUnit::lanes:
        case schedule::StepUnit::row_end:
        case schedule::StepUnit::load: return true;
        case schedule::StepUnit::engine:
            if (step.drains && !results_are_there()) return false;
            go_past_burst();
            break;
        case schedule::StepUnit::filled: engine->end_fill(step.tile); break;
        case schedule::StepUnit::turn: ++turns_[step.tile - 1]; break;
        }
        finish_item();
    }
    progress_.notify(sc_core::SC_ZERO_TIME);  // the nest may be done
    return false;
}

/// True if the array has done everything that was issued, and its results are on their way to the memories.
bool TrainingController::results_are_there()
{
    if (started_ != issued_ || !lanes->idle()) return false;
    const sc_core::sc_time done = time_.time_of(array_done());
    if (done > sc_core::sc_time_stamp()) {
        may_issue_.notify(done - sc_core::sc_time_stamp());
        return false;
    }
    return write_back->has_sent_all();
}

void TrainingController::go_past_burst()
{
    const PlannedStep& step = cursor_->step();
    BurstOrder order{&step, cursor_->address(step.reads), cursor_->address(step.writes), issued_, 0, {}};
    for (const std::size_t side : {0U, 1U}) {
        const std::size_t tile = cursor_->operand(side == 0 ? step.reads : step.writes).tile;
        if (tile != step.step->tile) order.needs_tiles[side] = present(tile);
    }
    if (step.step->drains) {
        order.after_writes = write_back->sent();
        const std::uint64_t edge = clock->next_edge();
        if (edge > held_until_) {
            held_until_ = edge;
            held_for_ = TimeCause::write_back;
        }
    }
    if (work_.values) values_.perform(*cursor_, nullptr);
    requests_ += engine->take(order);
}

/// True if the tiles of the operands of the cursor's step are filled.
bool TrainingController::has_tiles() const
{
    for (std::size_t o = cursor_->step().reads; o < cursor_->step().end; ++o) {
        const PlannedOperand& operand = cursor_->operand(o);
        if (operand.tile != 0 && !operand.held && !engine->is_there(present(operand.tile))) return false;
    }
    return true;
}

/// What delayed the issue of a step (or load) until this edge.
TimeCause TrainingController::why_not_earlier(std::uint64_t edge) const
{
    if (edge > std::max(first_edge_, held_until_)) return TimeCause::fill;
    return held_until_ > first_edge_ ? held_for_ : TimeCause::issue;
}

void TrainingController::issue_load()
{
    IssuedStep& step = next_step();
    loading_ = &step;
    step.rows_before = rows_issued_;
    const std::uint64_t edge = clock->next_edge();
    const TimeCause cause = why_not_earlier(edge);
    if (cause != TimeCause::issue) {
        held_until_ = edge;
        held_for_ = cause;
    }
    const std::size_t first = step.arrivals.size();
    read_operands(step);
    // Sums return to the accumulators; they are not among the lanes' operands.
    if (cursor_->step().step->registers.empty()) {
        lanes->load(step, {first,
                           step.arrivals.size(),
                           cursor_->operand(cursor_->step().reads).spans[1],
                           time_.now(),
                           cause,
                           requests_,
                           {},
                           {},
                           {}});
    }
    if (work_.values) values_.perform(*cursor_, nullptr);
    finish_item();
}

}  // namespace deltasim::systemc
