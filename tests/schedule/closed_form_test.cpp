// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/operand_formula.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::closed_form_test
{

namespace
{

OperandCounts walked(const Program& program)
{
    OperandCounts counts;
    for (const LoopNest& nest : program.nests) {
        walk(nest, [&](const Step& step, const LoopIndices&) {
            for (const Operand& operand : step.operands) {
                const Stream& stream = nest.streams.at(operand.stream);
                ReadsWrites& entry = counts[{nest.phase, nest.layer, stream.tensor.tensor}];
                (stream.direction == Direction::read ? entry.reads : entry.writes) += step.lanes;
            }
        });
    }
    return counts;
}

/// Compares the formula above, the schedule's own formula, and a walk of its loop nests.
void compare_three_ways(const Head& head, const Training& training, std::uint64_t lanes)
{
    OperandFormula formula(head, training);
    for (const Schedule& schedule : schedules()) {
        CAPTURE(schedule.name, training.first_trainable, training.batch, name_of(training.optimizer),
                training.master_weights, lanes);
        const OperandCounts expected = formula.of(schedule.name);
        REQUIRE(schedule.operand_accesses(head, training).entries() == expected);
        REQUIRE(walked(schedule.program(head, training, lanes)) == expected);
        REQUIRE(schedule.operand_accesses(head, training).total() == total_of(expected));
    }
}

}  // namespace

TEST_CASE("operand counts equal the closed form, the schedule's formula and a walk of its loop nests")
{
    std::uint64_t seed = 0;
    for (const Loss loss : {Loss::softmax_cross_entropy, Loss::squared_error}) {
        for (const std::uint32_t depth : {1U, 2U, 3U, 4U}) {
            for (int round = 0; round < 40; ++round) {
                ++seed;
                CAPTURE(seed, name_of(loss), depth);
                RandomSource random(seed);
                const Head head = random_head(random, depth, depth < 3 ? 12 : 6, loss);
                Training training = random_training(random, depth, loss);
                for (std::uint32_t first = 1; first <= depth + 1; ++first) {
                    training.first_trainable = first;
                    for (const bool master_weights : {false, true}) {
                        training.master_weights = master_weights;
                        compare_three_ways(head, training, random.between(1, 14));
                    }
                }
            }
        }
    }
}

TEST_CASE("hard_swish in every layer is read as z where the loss or a layer above wants its slope")
{
    for (const std::uint32_t depth : {1U, 2U, 3U}) {
        const std::vector<std::uint64_t> widths(depth + 1, 4);
        for (const Loss loss : {Loss::softmax_cross_entropy, Loss::squared_error}) {
            // softmax_cross_entropy needs no f' at the output, whatever its activation is.
            const Head head = head_of(widths, Activation::hard_swish, Activation::hard_swish);
            for (std::uint32_t first = 1; first <= depth; ++first) {
                CAPTURE(depth, name_of(loss));
                compare_three_ways(head, {loss, 0.01, first, 1}, 3);
            }
        }
    }
}

TEST_CASE("operand counts by hand: one layer of two nodes over three features")
{
    const Head head = head_of({3, 2}, Activation::relu, Activation::softmax);
    const Training training;
    const OperandCounts forward{{{Phase::forward, 1, Tensor::weight}, {6, 0}},
                                {{Phase::forward, 1, Tensor::bias}, {2, 0}},
                                {{Phase::forward, 1, Tensor::activation}, {6, 2}}};
    OperandCounts naive = forward;
    naive[{Phase::update, 1, Tensor::weight}] = {6, 6};
    naive[{Phase::update, 1, Tensor::bias}] = {2, 2};
    naive[{Phase::update, 1, Tensor::activation}] = {14, 0};  // a[1] for 6 weights and 2 biases, a[0] for 6 weights
    naive[{Phase::update, 1, Tensor::target}] = {8, 0};
    CHECK(find_schedule("naive")->operand_accesses(head, training).entries() == naive);
    OperandCounts delta = forward;
    delta[{Phase::delta, 1, Tensor::activation}] = {2, 0};
    delta[{Phase::delta, 1, Tensor::target}] = {2, 0};
    delta[{Phase::delta, 1, Tensor::delta}] = {0, 2};
    delta[{Phase::update, 1, Tensor::delta}] = {8, 0};
    delta[{Phase::update, 1, Tensor::activation}] = {6, 0};
    delta[{Phase::update, 1, Tensor::weight}] = {6, 6};
    delta[{Phase::update, 1, Tensor::bias}] = {2, 2};
    CHECK(find_schedule("delta")->operand_accesses(head, training).entries() == delta);
}

TEST_CASE("operand counts by hand: two layers of one node, two samples, momentum")
{
    const Head head = head_of({1, 1, 1}, Activation::hard_swish, Activation::none);
    Training training{Loss::squared_error, 0.1, 1, 1};
    training.batch = 2;
    training.optimizer = Optimizer::momentum;
    OperandCounts forward;
    for (const std::uint32_t l : {1U, 2U}) {
        forward[{Phase::forward, l, Tensor::weight}] = {2, 0};
        forward[{Phase::forward, l, Tensor::bias}] = {2, 0};
        forward[{Phase::forward, l, Tensor::activation}] = {2, 2};
    }
    forward[{Phase::forward, 1, Tensor::preactivation}] = {0, 2};
    OperandCounts output_delta{{{Phase::delta, 2, Tensor::activation}, {2, 0}},
                               {{Phase::delta, 2, Tensor::target}, {2, 0}},
                               {{Phase::delta, 2, Tensor::delta}, {0, 2}}};

    OperandCounts fused = forward;
    fused.insert(output_delta.begin(), output_delta.end());
    for (const std::uint32_t l : {1U, 2U}) {
        fused[{Phase::update, l, Tensor::activation}] = {2, 0};
        fused[{Phase::update, l, Tensor::delta}] = {4, l == 2 ? 2U : 0U};  // for the weight and for the bias
        fused[{Phase::update, l, Tensor::weight}] = {1, 1};
        fused[{Phase::update, l, Tensor::bias}] = {1, 1};
        fused[{Phase::update, l, Tensor::optimizer_state}] = {2, 2};
    }
    fused[{Phase::update, 2, Tensor::preactivation}] = {2, 0};
    CHECK(find_schedule("delta_fused")->operand_accesses(head, training).entries() == fused);

    OperandCounts lookahead;
    for (const std::uint32_t l : {1U, 2U}) {
        lookahead[{Phase::forward, l, Tensor::weight}] = {2, 1};  // sample 1 with the update, sample 2 without
        lookahead[{Phase::forward, l, Tensor::bias}] = {2, 1};
        lookahead[{Phase::forward, l, Tensor::activation}] = {4, 2};  // old ones of both samples, new ones of both
        lookahead[{Phase::forward, l, Tensor::delta}] = {2, 0};
        lookahead[{Phase::forward, l, Tensor::optimizer_state}] = {2, 2};
    }
    lookahead[{Phase::forward, 1, Tensor::preactivation}] = {0, 2};
    lookahead.insert(output_delta.begin(), output_delta.end());
    lookahead[{Phase::delta, 1, Tensor::delta}] = {2, 2};
    lookahead[{Phase::delta, 1, Tensor::weight}] = {2, 0};
    lookahead[{Phase::delta, 1, Tensor::preactivation}] = {2, 0};
    CHECK(find_schedule("delta_lookahead")->operand_accesses(head, training).entries() == lookahead);
}

}  // namespace deltasim::test::closed_form_test
