// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "systemc/training_controller.hpp"

// The part of TrainingController that issues steps.

namespace deltasim::systemc
{

using sc_core::sc_time;

void TrainingController::issue()
{
    guarded([this] {
        while (has_next_) {
            note_first_edge();
            if (!go_past_others()) return;
            note_first_edge();
            if (first_edge_of_ != issued_ + 1 || !has_tiles()) return;
            const std::uint64_t edge = std::max(clock->next_edge(), first_edge_);
            if (!clock->is_now(edge)) return clock->ask_for(edge);
            if (cursor_->step().step->unit == schedule::StepUnit::load) {
                issue_load();
            } else {
                issue_step();
            }
        }
    });
}

/// Notes the first edge at which the next step could be issued if only the steps before it delayed it: one step is
/// issued at an edge, and none too far ahead.
void TrainingController::note_first_edge()
{
    const std::uint64_t number = issued_ + 1;
    if (first_edge_of_ == number) return;
    if (number > config_.lookahead_steps && !has_started(number - config_.lookahead_steps)) return;
    first_edge_of_ = number;
    first_edge_ = clock->next_edge();
    if (has_issued_) first_edge_ = std::max(first_edge_, last_edge_ + 1);
}

void TrainingController::issue_step()
{
    IssuedStep& step = next_step();
    const std::uint64_t edge = clock->next_edge();
    loading_ = nullptr;
    has_issued_ = true;
    last_edge_ = edge;
    step.plan = &cursor_->step();
    step.number = ++issued_;
    step.lanes_before = lanes_issued_;
    step.rows_before = rows_issued_;
    step.issued = time_.now();
    step.not_earlier = why_not_earlier(edge);
    started_of_last_[step.number % started_of_last_.size()] = false;
    ++ahead_;

    wait_for_room(step);
    read_operands(step);
    step.requests = requests_;
    ledger_.issued(step);
    expect_results(step);
    if (work_.values) values_.perform(*cursor_, &step);
    if (!step.on_chip.empty() || !step.off_chip.empty()) write_back->expect(step);
    if (step.of_lanes()) {
        ++lanes_issued_;
        lanes->accept(step);
    } else {
        ++rows_issued_;
        row_end->accept(step);
    }
    finish_item();
    arrived(step);
    steps_.release(step);
}

/// The step that is issued next. Loads of it may have been issued.
IssuedStep& TrainingController::next_step()
{
    if (loading_ != nullptr) return *loading_;
    IssuedStep& step = steps_.take();
    step.waits_for = 1;
    step.holders = 1;
    return step;
}

/// Moves the cursor on.
void TrainingController::finish_item()
{
    constexpr std::uint64_t progress_interval = 1U << 12U;  // some hundredths of a second
    ++executions_[cursor_->step().kind];
    ++passed_;
    has_next_ = cursor_->next();
    if (work_.progress && passed_ % progress_interval == 0) work_.progress(passed_);
}

/// A step starts when there is room on chip for the results that have left the array, and in the write buffers for the
/// results of earlier steps.
void TrainingController::wait_for_room(IssuedStep& step)
{
    RoomFor room{&step, write_back->sent(), {}};
    for (int b = 0; b < static_cast<int>(plan_.writes.size()); ++b)
        room.lines.push_back(write_buffers[b]->lines_wanted());
    if (has_room(room)) return;
    ++step.waits_for;
    rooms_.push_back(std::move(room));
}

bool TrainingController::has_room(const RoomFor& room) const
{
    if (write_back->taken() < room.on_chip) return false;
    for (std::size_t b = 0; b < room.lines.size(); ++b) {
        if (write_buffers[static_cast<int>(b)]->lines_written() < room.lines[b]) return false;
    }
    return true;
}

void TrainingController::read_operands(IssuedStep& step)
{
    for (std::size_t o = cursor_->step().reads; o < cursor_->step().writes; ++o) {
        const PlannedOperand& operand = cursor_->operand(o);
        if (operand.held) continue;
        cursor_->for_each_span(o, [&](std::uint64_t address) { read_span(step, operand, address); });
    }
}

void TrainingController::read_span(IssuedStep& step, const PlannedOperand& operand, std::uint64_t address)
{
    const std::size_t arrival = step.arrivals.size();
    step.arrivals.push_back({operand.off_chip});
    if (operand.off_chip) {
        ReadBufferIf& buffer = *read_buffers[static_cast<int>(operand.buffer)];
        requests_ += buffer.need(operand.lines(address), step, arrival);
        return;
    }
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_READ_COMMAND, address, operand.span_bytes);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = operand.tensor;
    access.repeats = operand.repeats;
    access.reader = &step;
    access.arrival = arrival;
    ++step.waits_for;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    memories[operand.memory]->nb_transport_fw(payload, phase, delay);
}

void TrainingController::expect_results(IssuedStep& step)
{
    for (std::size_t o = step.plan->writes; o < step.plan->end; ++o) {
        cursor_->for_each_span(o, [&](std::uint64_t address) { expect_result(step, o, address); });
    }
}

void TrainingController::expect_result(IssuedStep& step, std::size_t o, std::uint64_t address)
{
    const PlannedOperand& operand = cursor_->operand(o);
    ResultTarget target{o, address, 0, 0, {}};
    if (operand.off_chip) {
        requests_ += write_buffers[static_cast<int>(operand.buffer)]->take(operand.lines(address), target);
        step.off_chip.push_back(std::move(target));
    } else {
        step.on_chip.push_back(std::move(target));
    }
}

}  // namespace deltasim::systemc
