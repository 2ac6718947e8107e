// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "systemc/nest_plan.hpp"

// Walks a nest step by step. The controller has one cursor, which issues steps; the address generator has another,
// which is ahead.

namespace deltasim::systemc
{

class StepCursor
{
public:
    /// Stands before the first step of `plan`, which must outlive the cursor.
    explicit StepCursor(const NestPlan& plan) : plan_(&plan), addresses_(plan.addresses)
    {
        frames_.push_back({plan.loops.size() - 1});
    }

    /// Goes to the next step; returns false if there is none.
    bool next()
    {
        while (!frames_.empty()) {
            Frame& frame = frames_.back();
            const PlannedLoop& loop = plan_->loops[frame.loop];
            if (frame.part == loop.body.size()) {
                end_iteration(frame, loop);
                continue;
            }
            const PlannedLoop::Part part = loop.body[frame.part++];
            if (part.is_step) {
                step_ = &plan_->steps[part.index];
                return true;
            }
            if (plan_->loops[part.index].count > 0) frames_.push_back({part.index});
        }
        return false;
    }

    [[nodiscard]] const PlannedStep& step() const { return *step_; }
    [[nodiscard]] const PlannedOperand& operand(std::size_t o) const { return plan_->operands[o]; }
    /// The address of the operand's first word in its memory, plus `bytes`.
    [[nodiscard]] std::uint64_t address(std::size_t o, std::uint64_t bytes = 0) const
    {
        return operand(o).placed(addresses_[o] + bytes);
    }
    [[nodiscard]] LineSpan lines(std::size_t o) const { return operand(o).lines(address(o)); }
    /// Calls `visit` with the address of every span of lanes' words.
    template <class Visit>
    void for_each_span(std::size_t o, const Visit& visit) const
    {
        const PlannedOperand& spans = operand(o);
        for (std::uint64_t a = 0; a < spans.spans[0]; ++a) {
            for (std::uint64_t b = 0; b < spans.spans[1]; ++b) {
                visit(address(o, a * spans.span_strides[0] + b * spans.span_strides[1]));
            }
        }
    }
    /// The indices of the loops around the step, outermost first; the nest's body has none.
    [[nodiscard]] std::vector<std::uint64_t> indices() const
    {
        std::vector<std::uint64_t> indices;
        for (std::size_t f = 1; f < frames_.size(); ++f) indices.push_back(frames_[f].iteration);
        return indices;
    }

private:
    struct Frame {
        std::size_t loop = 0;
        std::uint64_t iteration = 0;
        std::size_t part = 0;
    };

    void end_iteration(Frame& frame, const PlannedLoop& loop)
    {
        std::uint64_t* const addresses = addresses_.data() + loop.first_operand;
        for (std::size_t i = 0; i < loop.strides.size(); ++i) addresses[i] += loop.strides[i];
        frame.part = 0;
        if (++frame.iteration < loop.count) return;
        for (std::size_t i = 0; i < loop.strides.size(); ++i) addresses[i] -= loop.count * loop.strides[i];
        frames_.pop_back();
    }

    const NestPlan* plan_;
    std::vector<std::uint64_t> addresses_;
    std::vector<Frame> frames_;
    const PlannedStep* step_ = nullptr;
};

}  // namespace deltasim::systemc
