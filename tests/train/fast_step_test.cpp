// SPDX-License-Identifier: MIT
#include "train/fast_step.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <bit>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "rooms.hpp"

namespace deltasim::test::fast_step_test
{

namespace
{

/// Checks all that the reference step computes: parameters, optimizer states, z, a and d.
void check_step(const Head& head, Training training, std::uint64_t lanes, const SumOrders& orders)
{
    TensorValues reference = initial_values(head, training);
    choose_scales(head, lanes, reference, training);
    store_values(head, training, reference);
    TensorValues fast = reference;
    run_training_step(head, training, orders, reference);
    train::FastStep(head).train(training, train::step_order(head, training, orders), fast);
    REQUIRE(fast.size() == reference.size());
    for (const auto& [id, expected] : reference) {
        CAPTURE(name_of(id.tensor), id.layer, static_cast<int>(id.array));
        const std::vector<float>& words = fast.at(id);
        REQUIRE(words.size() == expected.size());
        for (std::size_t i = 0; i < words.size(); ++i) {
            CAPTURE(i);
            REQUIRE(std::bit_cast<std::uint32_t>(words[i]) == std::bit_cast<std::uint32_t>(expected[i]));
        }
    }
}

}  // namespace

TEST_CASE("the fast step leaves what the reference step leaves, bit for bit")
{
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 70, loss);
        Training training = random_training(random, depth, loss);
        training.batch = random.between(1, 11);
        const std::uint64_t lanes = random.one_of(std::array{1U, 2U, 7U, 64U, 168U});
        CAPTURE(seed, depth, training.batch, lanes, name_of(training.optimizer), training.weight_decay);
        check_step(head, training, lanes, rows_of_one_tile(lanes));
    }
}

namespace
{

/// Random orders in which mappings may add up: tiles inside tiles, whose sizes may divide those outside or not, and
/// sums that some tiles carry on. The first sample may have an order of its own.
SumOrders random_orders(RandomSource& random)
{
    const auto order = [&] {
        SumOrder drawn{random.one_of(std::array<std::uint64_t, 5>{1, 2, 7, 16, 168}), {}, 0};
        std::uint64_t tile = random.between(1, 60);
        for (std::uint64_t t = random.between(0, 3); t > 0; --t) {
            drawn.tiles.push_back(tile);
            tile = random.between(1, tile);
        }
        drawn.carried = random.between(0, drawn.tiles.size());
        return drawn;
    };
    const SumOrder first = order();
    const SumOrder others = random.between(1, 2) == 1 ? first : order();
    return [first, others](std::uint32_t, std::uint64_t sample) { return sample == 0 ? first : others; };
}

}  // namespace

TEST_CASE("the fast step adds up in the order of a mapping, tile by tile, whatever is carried on")
{
    std::uint64_t apart = 0;
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 3));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 70, loss);
        Training training = random_training(random, depth, loss);
        training.batch = random.between(1, 11);
        training.precision = TensorPrecisions(static_cast<Precision>(random.between(0, precision_count - 1)));
        const SumOrders orders = random_orders(random);
        CAPTURE(seed, depth, training.batch, training.precision.text());
        check_step(head, training, 4, orders);
        const train::StepOrder order = train::step_order(head, training, orders);
        if (order != train::step_order(head, training, rows_of_one_tile(1))) ++apart;
    }
    CHECK(apart > 200);
}

TEST_CASE("orders that come to the same sums are one, and of whole numbers all are")
{
    const auto rows = [](const SumOrder& order) { return train::row_order(order, 12); };
    CHECK(rows({4, {8}, 0}) == rows({4}));   // each tile is a whole number of rounds of the lanes
    CHECK(rows({16}) == rows({12}));         // lanes with nothing to add
    CHECK(rows({1, {12}, 1}) == rows({1}));  // one tile
    CHECK(rows({4, {6}, 0}) != rows({4}));   // the next tile begins again with lane 0, after column 5
    CHECK(rows({4, {8}, 1}) != rows({4}));   // the sum is carried from tile to tile
    CHECK(rows({4, {8, 4}, 1}) == rows({4, {8}, 1}));
    CHECK(rows({2, {4}, 1}).columns == std::vector<std::uint32_t>{0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11});
    CHECK(rows({2, {4}, 1}).runs == std::vector<std::uint32_t>{2, 2, 2, 2, 2, 2});
    CHECK(rows({2, {4}, 1}).carried == 4);
    Head head;
    head.layers = {{12, 3, Activation::softmax}};
    Training training;
    training.batch = 5;
    const auto step = [&] {
        return train::step_order(head, training,
                                 [](std::uint32_t, std::uint64_t s) { return SumOrder{s == 0 ? 2U : 4U}; });
    };
    REQUIRE(step().front().size() == 2);
    CHECK(step().front().front().samples == 1);
    CHECK(step().front().back().samples == 4);
    for (const Precision precision : {Precision::int8, Precision::int16}) {
        training.precision = TensorPrecisions(precision);
        CHECK(step() == train::step_order(head, training, rows_of_one_tile(7)));
    }
}

TEST_CASE("the fast step is the reference step in every precision, mixed ones, master weights and both roundings")
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 3));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 40, loss);
        Training training = random_training(random, depth, loss);
        training.precision = TensorPrecisions(static_cast<Precision>(random.between(0, precision_count - 1)));
        if (random.between(1, 2) == 1) {
            training.precision.set(Tensor::activation, static_cast<Precision>(random.between(0, precision_count - 1)));
        }
        training.master_weights = training.precision.of(Tensor::weight) != Precision::fp32 && random.between(1, 2) == 1;
        training.rounding.common = static_cast<Rounding>(random.between(0, 1));
        CAPTURE(seed, training.precision.text(), training.master_weights, training.batch);
        const std::uint64_t lanes = random.between(1, 30);
        check_step(head, training, lanes, rows_of_one_tile(lanes));
    }
}

}  // namespace deltasim::test::fast_step_test
