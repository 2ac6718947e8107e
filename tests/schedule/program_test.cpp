// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>

#include "model/array_words.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::program_test
{

namespace
{

/// How often each word of each array is written; checks that every array has the size of its shape.
std::map<TensorId, std::vector<int>> words_written(const Head& head, const Program& program, std::uint64_t batch)
{
    std::map<TensorId, std::vector<int>> written;
    for (const auto& [id, words] : tensor_words(program)) {
        REQUIRE(words == array_words(head, id, batch));
        written[id].resize(words, 0);
    }
    for (const LoopNest& nest : program.nests) {
        walk(nest, [&](const Step& step, const LoopIndices& indices) {
            for (const Operand& operand : step.operands) {
                const Stream& stream = nest.streams.at(operand.stream);
                std::vector<int>& words = written.at(stream.tensor);
                for (std::uint64_t lane = 0; lane < step.lanes; ++lane) {
                    const std::uint64_t word = word_of(operand, indices, lane);
                    if (stream.direction == Direction::write) ++words.at(word);
                }
            }
        });
    }
    return written;
}

/// Steps of one pass over the weights of a layer: its rows in blocks, and one step at the end of each row.
std::uint64_t weight_pass_steps(const Layer& layer, std::uint64_t lanes)
{
    return layer.outputs * ((layer.inputs + lanes - 1) / lanes + 1);
}

/// Runs `check(head, training, lanes)` on random small heads of every depth, loss and first trainable layer.
template <class Check>
void on_random_heads(std::uint64_t count, const Check& check)
{
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 6, loss);
        const Training training = random_training(random, depth, loss);
        const std::uint64_t lanes = random.between(1, 8);
        CAPTURE(seed, depth, name_of(loss), training.first_trainable, training.batch, name_of(training.optimizer),
                lanes);
        check(head, training, lanes);
    }
}

}  // namespace

TEST_CASE("every access is inside its tensor, and each result is written exactly once")
{
    on_random_heads(300, [](const Head& head, Training training, std::uint64_t lanes) {
        training.master_weights = lanes % 2 == 0;
        for (const Schedule& schedule : schedules()) {
            for (const auto& [id, words] :
                 words_written(head, schedule.program(head, training, lanes), training.batch)) {
                const bool trained = id.layer >= training.first_trainable;
                int expected = 0;
                switch (id.tensor) {
                case Tensor::weight:
                case Tensor::master_weight:
                case Tensor::bias: expected = trained ? 1 : 0; break;
                case Tensor::activation:
                    expected = id.layer > 0 && id.array != TensorArray::previous_step ? 1 : 0;
                    break;
                case Tensor::preactivation:
                case Tensor::delta:
                case Tensor::gradient:
                case Tensor::optimizer_state: expected = 1; break;
                case Tensor::target:
                case Tensor::partial_sum: break;
                }
                CAPTURE(schedule.name, name_of(id.tensor), id.layer, static_cast<int>(id.array));
                REQUIRE(words == std::vector<int>(words.size(), expected));
            }
        }
    });
}

TEST_CASE("forward runs from the first layer up, deltas from the output down, updates from the first trainable up "
          "unless they are fused with the deltas")
{
    const Head head = head_of({3, 4, 5, 2}, Activation::relu, Activation::softmax);
    using Order = std::vector<std::pair<Phase, std::uint32_t>>;
    const auto order = [&](const char* schedule) {
        Order nests;
        Training training;
        training.first_trainable = 2;
        for (const LoopNest& nest : find_schedule(schedule)->program(head, training, 4).nests) {
            nests.emplace_back(nest.phase, nest.layer);
        }
        return nests;
    };
    const Order forward{{Phase::forward, 1}, {Phase::forward, 2}, {Phase::forward, 3}};
    Order naive = forward;
    naive.insert(naive.end(), {{Phase::update, 2}, {Phase::update, 3}});
    CHECK(order("naive") == naive);
    Order delta = forward;
    delta.insert(delta.end(), {{Phase::delta, 3}, {Phase::delta, 2}, {Phase::update, 2}, {Phase::update, 3}});
    CHECK(order("delta") == delta);
    CHECK(order("delta_latched") == delta);
    Order downstream = forward;
    downstream.insert(downstream.end(), {{Phase::delta, 3}, {Phase::update, 2}, {Phase::update, 3}});
    CHECK(order("naive_downstream") == downstream);
    Order framework = forward;
    framework.insert(framework.end(), {{Phase::delta, 3},
                                       {Phase::delta, 2},
                                       {Phase::gradient, 2},
                                       {Phase::gradient, 3},
                                       {Phase::update, 2},
                                       {Phase::update, 3}});
    CHECK(order("framework") == framework);
    Order fused = forward;
    fused.insert(fused.end(), {{Phase::delta, 3}, {Phase::update, 3}, {Phase::update, 2}});
    CHECK(order("delta_fused") == fused);
    Order lookahead = forward;
    lookahead.insert(lookahead.end(), {{Phase::delta, 3}, {Phase::delta, 2}});
    CHECK(order("delta_lookahead") == lookahead);
}

TEST_CASE("a step uses no more lanes than there are, and its reads come before its writes")
{
    on_random_heads(50, [](const Head& head, const Training& training, std::uint64_t lanes) {
        for (const Schedule& schedule : schedules()) {
            for (const LoopNest& nest : schedule.program(head, training, lanes).nests) {
                walk(nest, [&](const Step& step, const LoopIndices& indices) {
                    REQUIRE(step.lanes >= 1);
                    REQUIRE(step.lanes <= lanes);
                    REQUIRE((step.unit == StepUnit::lanes || step.lanes == 1));
                    bool writes = false;
                    for (const Operand& operand : step.operands) {
                        REQUIRE(operand.index.coefficients.size() == indices.size());
                        const bool write = nest.streams.at(operand.stream).direction == Direction::write;
                        REQUIRE((write || !writes));
                        REQUIRE((!write || operand.per_lane || step.lanes == 1));
                        writes = write;
                    }
                });
            }
        }
    });
}

TEST_CASE("the number of steps is that of a walk, and of delta that of its formula")
{
    on_random_heads(200, [](const Head& head, const Training& training, std::uint64_t lanes) {
        for (const Schedule& schedule : schedules()) {
            const Program program = schedule.program(head, training, lanes);
            std::uint64_t walked = 0;
            for (const LoopNest& nest : program.nests) {
                walk(nest, [&](const Step&, const LoopIndices&) { ++walked; });
            }
            REQUIRE(step_count(program) == walked);
        }
        std::uint64_t expected = 0;
        for (std::uint32_t l = 1; l <= head.depth(); ++l) {
            const std::uint64_t node_blocks = (head.width(l) + lanes - 1) / lanes;
            expected += weight_pass_steps(head.layer(l), lanes);
            if (head.layer(l).activation == Activation::softmax) expected += node_blocks;
            if (l < training.first_trainable) continue;
            expected += node_blocks * (l < head.depth() ? head.width(l + 1) + 1 : 1);
            expected += weight_pass_steps(head.layer(l), lanes);
            if (!head.layer(l).bias) expected -= head.width(l);
        }
        expected *= training.batch;  // each sample has its own step wherever a single sample has one
        REQUIRE(step_count(find_schedule("delta")->program(head, training, lanes)) == expected);
    });
}

TEST_CASE("a program uses the tensors that its schedule needs, and no others")
{
    const Head head = head_of({3, 4, 2}, Activation::hard_swish, Activation::softmax);
    const auto used_by = [&](const char* schedule, const Training& training) {
        return tensor_words(find_schedule(schedule)->program(head, training, 2));
    };
    const TensorWords all = tensors_of(head);
    CHECK(used_by("delta", {}) == all);
    CHECK(used_by("delta_latched", {}) == all);
    CHECK(used_by("delta_fused", {}) == all);
    TensorWords downstream = all;
    downstream.erase({Tensor::delta, 1});
    CHECK(used_by("naive_downstream", {}) == downstream);
    TensorWords naive = downstream;
    naive.erase({Tensor::delta, 2});
    CHECK(used_by("naive", {}) == naive);
    TensorWords framework = all;
    framework.insert({{{Tensor::gradient, 1, TensorArray::of_weights}, 12},
                      {{Tensor::gradient, 1, TensorArray::of_biases}, 4},
                      {{Tensor::gradient, 2, TensorArray::of_weights}, 8},
                      {{Tensor::gradient, 2, TensorArray::of_biases}, 2}});
    CHECK(used_by("framework", {}) == framework);
    TensorWords lookahead = all;
    lookahead.insert({{{Tensor::activation, 0, TensorArray::previous_step}, 3},
                      {{Tensor::activation, 1, TensorArray::previous_step}, 4}});
    CHECK(used_by("delta_lookahead", {}) == lookahead);
}

TEST_CASE("states are kept for trainable layers alone")
{
    const Head head = head_of({3, 4, 2}, Activation::relu, Activation::softmax);
    Training training;
    training.first_trainable = 2;
    training.optimizer = Optimizer::adam;
    for (const Schedule& schedule : schedules()) {
        CAPTURE(schedule.name);
        std::vector<TensorId> states;
        for (const auto& [id, words] : tensor_words(schedule.program(head, training, 2))) {
            if (id.tensor == Tensor::optimizer_state) states.push_back(id);
        }
        const std::vector<TensorId> expected{{Tensor::optimizer_state, 2, TensorArray::of_weights},
                                             {Tensor::optimizer_state, 2, TensorArray::of_biases},
                                             {Tensor::optimizer_state, 2, TensorArray::second_of_weights},
                                             {Tensor::optimizer_state, 2, TensorArray::second_of_biases}};
        CHECK(states == expected);
    }
}

}  // namespace deltasim::test::program_test
