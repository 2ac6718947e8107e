// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "model/array_words.hpp"
#include "model/tensor_values.hpp"
#include "rooms.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/schedules.hpp"

// Executes a program's arithmetic on plain arrays, without a machine.

namespace deltasim::test
{

/// A word that was never written is NaN, and so shows in the weights of a program that reads it.
class Interpreter
{
public:
    explicit Interpreter(TensorValues values) : values_(std::move(values)) {}

    TensorValues run(const Program& program)
    {
        for (const auto& [id, words] : tensor_words(program)) {
            values_.try_emplace(id, words, std::numeric_limits<float>::quiet_NaN());
        }
        for (const LoopNest& nest : program.nests) {
            walk(nest, [&](const Step& step, const LoopIndices& indices) { execute(nest, step, indices); });
            check_registers_are_clean();
        }
        return values_;
    }

private:
    void execute(const LoopNest& nest, const Step& step, const LoopIndices& indices)
    {
        StepValues values{step.lanes, {}, {}, registers_};
        std::vector<const Operand*> writes;
        for (const Operand& operand : step.operands) {
            const Stream& stream = nest.streams.at(operand.stream);
            if (stream.direction == Direction::write) {
                writes.push_back(&operand);
                values.written_words.push_back({word_of(operand, indices, 0), operand.per_lane});
                values.written.emplace_back(step.lanes, std::numeric_limits<float>::quiet_NaN());
                continue;
            }
            values.read_words.push_back({word_of(operand, indices, 0), operand.per_lane});
            std::vector<float>& lanes = values.read.emplace_back();
            for (std::uint64_t lane = 0; lane < step.lanes; ++lane) {
                lanes.push_back(values_.at(stream.tensor).at(word_of(operand, indices, lane)));
            }
        }
        step.compute(values);
        for (std::size_t w = 0; w < writes.size(); ++w) {
            std::vector<float>& tensor = values_.at(nest.streams.at(writes[w]->stream).tensor);
            for (std::uint64_t lane = 0; lane < step.lanes; ++lane) {
                tensor.at(word_of(*writes[w], indices, lane)) = values.written[w].at(lane);
            }
        }
    }

    /// A sum that is left in a lane would be added to the next phase's.
    void check_registers_are_clean() const
    {
        const auto is_zero = [](double sum) { return sum == 0.0; };
        REQUIRE(registers_.row.empty());
        REQUIRE(registers_.row_written == 0);
        REQUIRE(registers_.sample == 0);
        REQUIRE(std::all_of(registers_.gradient.begin(), registers_.gradient.end(), is_zero));
        for (const std::vector<double>& lanes : registers_.accumulator) {
            REQUIRE(std::all_of(lanes.begin(), lanes.end(), is_zero));
        }
    }

    TensorValues values_;
    LaneRegisters registers_;
};

/// What a schedule finds of the step before: only zeros, and no update to apply.
inline void add_step_before(const Head& head, const Training& training, TensorValues& values)
{
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const TensorId activation{Tensor::activation, l - 1, TensorArray::previous_step};
        values[activation].assign(array_words(head, activation, training.batch), 0.0F);
        values[{Tensor::delta, l}].assign(array_words(head, {Tensor::delta, l}, training.batch), 0.0F);
    }
}

/// The values after one step under a schedule, closed.
inline TensorValues values_after(const Schedule& schedule, const Head& head, const Training& training,
                                 std::uint64_t lanes, TensorValues before)
{
    Training afresh = training;
    if (schedule.name == "delta_lookahead") {
        add_step_before(head, training, before);
        // Zeros make no update, unless there is a velocity or weight decay.
        afresh.carries_nothing = training.weight_decay > 0.0 || training.master_weights;
    }
    TensorValues after = Interpreter(std::move(before)).run(schedule.program(head, afresh, lanes));
    if (schedule.close != nullptr) schedule.close(head, training, after);
    return after;
}

}  // namespace deltasim::test
