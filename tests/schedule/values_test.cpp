// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <limits>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test
{

namespace
{

/// Executes a program's arithmetic on plain arrays, without a machine. What no one has written yet is not a number, and
/// so shows in the weights of a program that reads it.
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
                values.written.emplace_back(step.lanes, std::numeric_limits<float>::quiet_NaN());
                continue;
            }
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

    /// A sum that is left in a lane would go into the next phase's.
    void check_registers_are_clean() const
    {
        REQUIRE(registers_.row.empty());
        REQUIRE(registers_.row_written == 0);
        for (const std::vector<float>& lanes : registers_.accumulator) {
            REQUIRE(std::all_of(lanes.begin(), lanes.end(), [](float sum) { return sum == 0.0F; }));
        }
    }

    TensorValues values_;
    LaneRegisters registers_;
};

bool same_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
        return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
    });
}

/// Every schedule ends with the weights and biases of the reference step, to the bit; returns whether they moved.
bool check_against_reference(const Head& head, const Training& training, std::uint64_t lanes)
{
    const TensorValues before = initial_values(head, training);
    TensorValues reference = before;
    reference_training_step(head, training, lanes, reference);
    for (const Schedule& schedule : schedules()) {
        const TensorValues after = Interpreter(before).run(schedule.program(head, training, lanes));
        for (const auto& [id, expected] : reference) {
            CAPTURE(schedule.name, name_of(id.tensor), id.layer);
            REQUIRE(same_bits(after.at(id), expected));
        }
    }
    return reference != before;
}

}  // namespace

TEST_CASE("every schedule ends with the weights of the reference step, bit for bit")
{
    int moved = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, depth < 4 ? 9 : 6, loss);
        const Training training{loss, 0.3, static_cast<std::uint32_t>(random.between(1, depth)), seed};
        const std::uint64_t lanes = random.between(1, 12);
        CAPTURE(seed, depth, name_of(loss), training.first_trainable, lanes);
        if (check_against_reference(head, training, lanes)) ++moved;
    }
    CHECK(moved > 450);  // a test of weights that stand still would prove little
}

TEST_CASE("every activation agrees bit for bit in hidden layers and at the output, on any number of lanes")
{
    for (const Activation f : elementwise_activations) {
        for (const std::uint64_t lanes : {1U, 2U, 3U, 7U, 8U, 64U}) {
            for (std::uint32_t first = 1; first <= 3; ++first) {
                CAPTURE(name_of(f), lanes, first);
                check_against_reference(head_of({7, 8, 5, 4}, f, f), {Loss::squared_error, 0.1, first, 3}, lanes);
                check_against_reference(head_of({7, 8, 5, 4}, f, Activation::softmax),
                                        {Loss::softmax_cross_entropy, 0.1, first, 4}, lanes);
            }
        }
    }
}

TEST_CASE("the order of a row's sum depends on the lanes, and the schedules follow it")
{
    const Head head = head_of({100, 20, 5}, Activation::tanh, Activation::softmax);
    const Training training;
    TensorValues one_lane = initial_values(head, training);
    TensorValues eight_lanes = one_lane;
    reference_training_step(head, training, 1, one_lane);
    reference_training_step(head, training, 8, eight_lanes);
    CHECK(one_lane != eight_lanes);
    CHECK(check_against_reference(head, training, 1));
    CHECK(check_against_reference(head, training, 8));
}

}  // namespace deltasim::test
