// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>

#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::operation_count_test
{

namespace
{

OperationCounts times(OperationCounts operations, std::uint64_t factor)
{
    for (std::uint64_t& count : operations) count *= factor;
    return operations;
}

OperationCounts macs(std::uint64_t count) { return {count, 0, 0, 0, 0, 0}; }
OperationCounts adds(std::uint64_t count) { return {0, count, 0, 0, 0, 0}; }
OperationCounts multiplies(std::uint64_t count) { return {0, 0, count, 0, 0, 0}; }

OperationCounts walked(const Program& program)
{
    OperationCounts sum{};
    for (const LoopNest& nest : program.nests) {
        walk(nest, [&](const Step& step, const LoopIndices&) { sum = sum + times(step.operations, step.lanes); });
    }
    return sum;
}

/// z: a mac for each weight, and the sum of the lanes' partial sums; then f, or the softmax of the row.
OperationCounts forward(const Layer& layer, std::uint64_t lanes)
{
    const OperationCounts f =
        layer.activation == Activation::softmax ? softmax_operations() : activation_operations(layer.activation);
    return macs(layer.outputs * layer.inputs) + times(adds(std::min(lanes, layer.inputs)) + f, layer.outputs);
}

/// The operations of G(l, j) itself: f' times a sum that has been computed. At the output a - t, for squared_error
/// times f'; if f' needs z, only z is read, so a is computed again.
OperationCounts node(const Head& head, Loss loss, std::uint32_t l)
{
    const Activation f = head.layer(l).activation;
    const OperationCounts slope = derivative_operations(f) + multiplies(1);
    if (l < head.depth()) return slope;
    if (loss == Loss::softmax_cross_entropy) return adds(1);
    return adds(1) + slope + (derivative_needs_preactivation(f) ? activation_operations(f) : OperationCounts{});
}

/// A whole chain rule: every node that it visits, and a mac for every weight through which it passes.
OperationCounts chain(const Head& head, Loss loss, std::uint32_t l)
{
    OperationCounts sum = node(head, loss, l);
    std::uint64_t visits = 1;
    for (std::uint32_t q = l + 1; q <= head.depth(); ++q) {
        visits *= head.width(q);
        sum = sum + times(node(head, loss, q) + macs(1), visits);
    }
    return sum;
}

/// w - rate g; v = mu v + g before it; Adam's two moments, its root, quotient and step.
OperationCounts update(Optimizer optimizer)
{
    if (optimizer == Optimizer::sgd) return macs(1);
    if (optimizer == Optimizer::momentum) return macs(2);
    return macs(4) + multiplies(3) + OperationCounts{0, 0, 0, 2, 0, 0};
}

OperationCounts expected(const Schedule& schedule, const Head& head, const Training& training, std::uint64_t lanes)
{
    const std::uint64_t batch = training.batch;
    OperationCounts sum{};
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        sum = sum + times(forward(head.layer(l), lanes), batch);
        if (l < training.first_trainable) continue;
        const std::uint64_t nodes = head.width(l);
        const std::uint64_t weights = nodes * head.width(l - 1);
        // g = d a for the first sample, a mac for each other sample; a bias has g = d, and adds the others.
        sum = sum + multiplies(weights) + macs((batch - 1) * weights) + adds((batch - 1) * nodes);
        if (batch > 1) sum = sum + multiplies(weights + nodes);
        sum = sum + times(update(training.optimizer), weights + nodes);
        const OperationCounts one_link = l < head.depth() ? macs(head.width(l + 1)) : OperationCounts{};
        const OperationCounts delta = node(head, training.loss, l) + one_link;
        const std::uint64_t chains = batch * (weights + nodes);
        if (schedule.name == "naive") sum = sum + times(chain(head, training.loss, l), chains);
        if (schedule.name == "naive_downstream") sum = sum + times(delta, chains);
        const bool keeps_delta =
            schedule.name != "naive" && (schedule.name != "naive_downstream" || l > training.first_trainable);
        if (keeps_delta) sum = sum + times(delta, batch * nodes);
    }
    return sum;
}

}  // namespace

TEST_CASE("operations are those of the arithmetic, whatever the lanes but for their partial sums")
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = plain(random_head(random, depth, 6, loss));
        const Training training = plain(random_training(random, depth, loss));
        const std::uint64_t lanes = random.between(1, 8);
        for (const Schedule& schedule : schedules()) {
            CAPTURE(seed, schedule.name, depth, name_of(loss), training.first_trainable, training.batch,
                    name_of(training.optimizer), lanes);
            REQUIRE(walked(schedule.program(head, training, lanes)) == expected(schedule, head, training, lanes));
        }
    }
}

}  // namespace deltasim::test::operation_count_test
