// SPDX-License-Identifier: MIT
#include "model/placement.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "core/checked.hpp"
#include "model/array_words.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::placement_test
{

namespace
{

/// In bytes: target 8, delta 8 and 8, activation 8, 8 and 12, bias 8 and 8, weight[2] 16, weight[1] 24.
const Head small = head_of({3, 2, 2}, Activation::relu, Activation::softmax);

const TensorPrecisions fp32;

MemorySpace on_chip(const std::string& name, std::uint64_t capacity, std::uint64_t alignment = 4)
{
    return {name, capacity, alignment, true};
}

MemorySpace off_chip(std::uint64_t capacity) { return {"dram", capacity, 4, false}; }

Placement place_small(const std::vector<MemorySpace>& memories, const ExplicitHomes& homes = {})
{
    return place(tensors_of(small), fp32, memories, homes);
}

Home at(std::size_t memory, std::uint64_t address) { return {memory, Bytes(address)}; }

}  // namespace

TEST_CASE("auto places targets, deltas, activations, biases, then weights, each from the output down")
{
    const Placement expected{{{Tensor::target, 2}, at(0, 0)},      {{Tensor::delta, 2}, at(0, 8)},
                             {{Tensor::delta, 1}, at(0, 16)},      {{Tensor::activation, 2}, at(0, 24)},
                             {{Tensor::activation, 1}, at(0, 32)}, {{Tensor::activation, 0}, at(0, 40)},
                             {{Tensor::bias, 2}, at(0, 52)},       {{Tensor::bias, 1}, at(0, 60)},
                             {{Tensor::weight, 2}, at(0, 68)},     {{Tensor::weight, 1}, at(0, 84)}};
    CHECK(place_small({on_chip("sram", 108)}) == expected);
}

TEST_CASE("a memory that holds some tensors is left to them")
{
    MemorySpace weights = on_chip("weights", 1000);
    weights.holds = {Tensor::weight, Tensor::bias};
    const Placement split = place_small({weights, on_chip("others", 1000)});
    CHECK(split.at({Tensor::weight, 1}).memory == 0);
    CHECK(split.at({Tensor::bias, 2}) == at(0, 0));
    CHECK(split.at({Tensor::activation, 0}).memory == 1);
    CHECK(split.at({Tensor::target, 2}) == at(1, 0));
    // A tensor that does not fit the memory for its kind goes to the next memory that takes any tensor.
    weights.capacity_bytes = 36;
    CHECK(place_small({weights, on_chip("others", 1000)}).at({Tensor::weight, 1}).memory == 1);
    MemorySpace deltas = on_chip("deltas", 1000);
    deltas.holds = {Tensor::delta};
    CHECK_THROWS_WITH(place_small({deltas}), "target[2]: no memory holds target");
}

TEST_CASE("preactivations follow the activations")
{
    const Head head = head_of({3, 2, 2}, Activation::hard_swish, Activation::softmax);
    const Placement placement = place(tensors_of(head), fp32, {on_chip("sram", 1000)}, {});
    CHECK(placement.at({Tensor::preactivation, 1}) == at(0, 52));
    CHECK(placement.at({Tensor::bias, 2}) == at(0, 60));
}

TEST_CASE("states and gradients follow what they belong to, the biases' before the weights")
{
    using enum TensorArray;
    TensorWords tensors;
    for (const TensorId id : {TensorId{Tensor::optimizer_state, 1, of_weights},
                              {Tensor::optimizer_state, 1, second_of_weights},
                              {Tensor::optimizer_state, 1, of_biases},
                              {Tensor::optimizer_state, 1, second_of_biases},
                              {Tensor::optimizer_state, 2, of_weights},
                              {Tensor::gradient, 1, of_weights},
                              {Tensor::gradient, 1, of_biases},
                              {Tensor::activation, 1, whole},
                              {Tensor::activation, 1, previous_step},
                              {Tensor::activation, 0, previous_step},
                              {Tensor::bias, 1},
                              {Tensor::weight, 1}}) {
        tensors[id] = 1;
    }
    const Placement expected{{{Tensor::activation, 1, whole}, at(0, 0)},
                             {{Tensor::activation, 1, previous_step}, at(0, 4)},
                             {{Tensor::activation, 0, previous_step}, at(0, 8)},
                             {{Tensor::bias, 1}, at(0, 12)},
                             {{Tensor::optimizer_state, 1, of_biases}, at(0, 16)},
                             {{Tensor::optimizer_state, 1, second_of_biases}, at(0, 20)},
                             {{Tensor::gradient, 1, of_biases}, at(0, 24)},
                             {{Tensor::weight, 1}, at(0, 28)},
                             {{Tensor::optimizer_state, 2, of_weights}, at(0, 32)},
                             {{Tensor::optimizer_state, 1, of_weights}, at(0, 36)},
                             {{Tensor::optimizer_state, 1, second_of_weights}, at(0, 40)},
                             {{Tensor::gradient, 1, of_weights}, at(0, 44)}};
    CHECK(place(tensors, fp32, {on_chip("sram", 48)}, {}) == expected);
}

TEST_CASE("a home for a tensor is one for all of its arrays")
{
    using enum TensorArray;
    const TensorWords tensors{{{Tensor::optimizer_state, 1, of_weights}, 2},
                              {{Tensor::optimizer_state, 1, of_biases}, 1}};
    const Placement placement =
        place(tensors, fp32, {on_chip("sram", 48), off_chip(100)}, {{"optimizer_state[1]", "dram"}});
    CHECK(placement.at({Tensor::optimizer_state, 1, of_weights}).memory == 1);
    CHECK(placement.at({Tensor::optimizer_state, 1, of_biases}).memory == 1);
}

TEST_CASE("only the tensors that are asked for are placed")
{
    const Placement placement =
        place({{{Tensor::weight, 1}, 6}, {{Tensor::activation, 0}, 3}}, fp32, {on_chip("sram", 100)}, {});
    CHECK(placement == Placement{{{Tensor::activation, 0}, at(0, 0)}, {{Tensor::weight, 1}, at(0, 12)}});
}

TEST_CASE("a tensor starts on a multiple of its memory's alignment")
{
    const Placement placement = place_small({on_chip("sram", 1000, 16)});
    CHECK(placement.at({Tensor::delta, 2}) == at(0, 16));
    CHECK(placement.at({Tensor::activation, 0}) == at(0, 80));
    CHECK(placement.at({Tensor::bias, 2}) == at(0, 96));
    CHECK(placement.at({Tensor::weight, 2}) == at(0, 128));
    CHECK(placement.at({Tensor::weight, 1}) == at(0, 144));
}

TEST_CASE("what does not fit on chip lives off chip, wherever the DRAM stands in the list")
{
    Placement placement = place_small({on_chip("sram", 84), off_chip(1000)});
    CHECK(placement.at({Tensor::weight, 2}) == at(0, 68));
    CHECK(placement.at({Tensor::weight, 1}) == at(1, 0));
    placement = place_small({off_chip(1000), on_chip("sram", 84)});
    CHECK(placement.at({Tensor::weight, 2}) == at(1, 68));
    CHECK(placement.at({Tensor::weight, 1}) == at(0, 0));
    placement = place_small({off_chip(1000)});
    CHECK(placement.at({Tensor::target, 2}) == at(0, 0));
}

TEST_CASE("a smaller tensor may still fit on chip after a larger one did not")
{
    // 112 bytes lie before the weights, which take 40 bytes (layer 2) and 16 bytes (layer 1).
    const Head head = head_of({2, 2, 5}, Activation::relu, Activation::softmax);
    const Placement placement = place(tensors_of(head), fp32, {on_chip("sram", 130), off_chip(1000)}, {});
    CHECK(placement.at({Tensor::weight, 2}) == at(1, 0));
    CHECK(placement.at({Tensor::weight, 1}) == at(0, 112));
}

TEST_CASE("several on-chip memories are filled in their order")
{
    const Placement placement = place_small({on_chip("a", 60), on_chip("b", 60), off_chip(1000)});
    CHECK(placement.at({Tensor::bias, 2}) == at(0, 52));  // ends at 60
    CHECK(placement.at({Tensor::bias, 1}) == at(1, 0));
    CHECK(placement.at({Tensor::weight, 2}) == at(1, 8));
    CHECK(placement.at({Tensor::weight, 1}) == at(1, 24));
}

TEST_CASE("an explicit home wins, that of a layer over that of the tensor, and comes first")
{
    Placement placement = place_small({on_chip("sram", 1000), off_chip(1000)}, {{"weight", "dram"}});
    CHECK(placement.at({Tensor::weight, 1}).memory == 1);
    CHECK(placement.at({Tensor::weight, 2}).memory == 1);
    CHECK(placement.at({Tensor::bias, 1}).memory == 0);
    placement = place_small({on_chip("sram", 1000), off_chip(1000)}, {{"weight", "dram"}, {"weight[2]", "sram"}});
    CHECK(placement.at({Tensor::weight, 1}) == at(1, 0));
    CHECK(placement.at({Tensor::weight, 2}) == at(0, 0));
    CHECK(placement.at({Tensor::target, 2}) == at(0, 16));
}

TEST_CASE("an array takes the bytes of its tensor's precision, and starts on a line whatever they are")
{
    TensorPrecisions precisions(Precision::fp16);
    precisions.set(Tensor::weight, Precision::int8);
    precisions.set(Tensor::bias, Precision::fp32);
    const TensorWords tensors{{{Tensor::target, 1}, 3}, {{Tensor::activation, 1}, 3}, {{Tensor::bias, 1}, 3},
                              {{Tensor::weight, 1}, 5}, {{Tensor::weight, 2}, 5},     {{Tensor::master_weight, 2}, 5}};
    const Placement expected{{{Tensor::target, 1}, at(0, 0)},  {{Tensor::activation, 1}, at(0, 8)},
                             {{Tensor::bias, 1}, at(0, 16)},   {{Tensor::weight, 2}, at(0, 28)},
                             {{Tensor::weight, 1}, at(0, 36)}, {{Tensor::master_weight, 2}, at(0, 44)}};
    CHECK(place(tensors, precisions, {on_chip("sram", 64)}, {}) == expected);
    CHECK_THROWS_WITH(place(tensors, precisions, {on_chip("sram", 63)}, {}),
                      "master_weight[2] of 20 bytes does not fit sram: 1 bytes are missing");
    CHECK_THROWS_WITH(place(tensors, precisions, {on_chip("sram", 40)}, {}),
                      "weight[1] of 5 bytes does not fit sram: 1 bytes are missing");
}

TEST_CASE("what has no room is an error that says how many bytes are missing")
{
    CHECK_THROWS_WITH(place_small({on_chip("sram", 100)}),
                      "weight[1] of 24 bytes does not fit sram: 8 bytes are missing");
    // Alignment counts: the target lies at 0, the bias at 16, and the weight would end at 36.
    CHECK_THROWS_WITH(place({{{Tensor::target, 1}, 1}, {{Tensor::weight, 1}, 1}, {{Tensor::bias, 1}, 1}}, fp32,
                            {on_chip("sram", 28, 16)}, {}),
                      "weight[1] of 4 bytes does not fit sram: 8 bytes are missing");
    CHECK_THROWS_WITH(place_small({on_chip("sram", 20), off_chip(1000)}, {{"weight[1]", "sram"}}),
                      "weight[1] of 24 bytes does not fit sram: 4 bytes are missing");
    CHECK_THROWS_AS(place_small({on_chip("sram", 20)}), PlacementError);
}

TEST_CASE("of several memories without room the one that misses least is named")
{
    CHECK_THROWS_WITH(place_small({on_chip("a", 60), on_chip("b", 40)}),
                      "weight[1] of 24 bytes does not fit b: 8 bytes are missing");
    CHECK_THROWS_WITH(place_small({on_chip("a", 60), on_chip("b", 40), off_chip(20)}),
                      "weight[1] of 24 bytes does not fit dram: 4 bytes are missing");
}

TEST_CASE("an explicit home that does not exist is an error")
{
    CHECK_THROWS_WITH(place_small({on_chip("sram", 1000)}, {{"bias", "flash"}}),
                      Catch::EndsWith(": there is no memory flash"));
}

TEST_CASE("bytes beyond 64 bits are an overflow, not a wrapped address")
{
    const std::uint64_t words = std::uint64_t{1} << 62U;
    CHECK_THROWS_AS(place({{{Tensor::weight, 1}, words}}, fp32, {off_chip(1000)}, {}), OverflowError);
}

TEST_CASE("no two tensors overlap, whatever the memories")
{
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Head head = random_head(random, depth, 9, Loss::squared_error);
        std::vector<MemorySpace> memories;
        for (const char* name : {"a", "b"}) {
            memories.push_back(on_chip(name, random.between(0, 1000), std::uint64_t{4} << random.between(0, 4)));
        }
        memories.push_back(off_chip(1'000'000));
        std::vector<std::vector<bool>> used{std::vector<bool>(1000), std::vector<bool>(1000),
                                            std::vector<bool>(1'000'000)};
        for (const auto& [id, home] : place(tensors_of(head), fp32, memories, {})) {
            const std::uint64_t address = home.address.value();
            const std::uint64_t bytes = 4 * array_words(head, id);
            REQUIRE(address % memories[home.memory].alignment_bytes == 0);
            REQUIRE(address + bytes <= memories[home.memory].capacity_bytes);
            const auto first = used[home.memory].begin() + static_cast<std::ptrdiff_t>(address);
            REQUIRE(std::count(first, first + static_cast<std::ptrdiff_t>(bytes), true) == 0);
            std::fill(first, first + static_cast<std::ptrdiff_t>(bytes), true);
        }
    }
}

TEST_CASE("first rows of what lies off chip take what is left on chip")
{
    const TensorId lower{Tensor::weight, 1};
    const TensorId upper{Tensor::weight, 2};
    const TensorWords words{{lower, 60}, {upper, 40}};  // rows of 6, and of 4
    const std::map<TensorId, RowsOfArray> rows{{lower, {10, 6, 1}}, {upper, {10, 4, 1}}};
    const auto placed = [&](const std::vector<MemorySpace>& memories, const std::map<TensorId, RowsOfArray>& cuttable) {
        Placement placement = place(words, fp32, memories, {});
        place_first_rows(cuttable, fp32, memories, words, placement);
        return placement;
    };
    const auto part = [](TensorId tensor, TensorRows which) {
        tensor.rows = which;
        return tensor;
    };
    // All 100 bytes are free: six rows of 16 bytes of the layer nearer to the output fit, then no row of 24 bytes.
    const Placement one = placed({on_chip("sram", 100), off_chip(1000)}, rows);
    CHECK(one == Placement{{lower, at(1, 160)},
                           {part(upper, TensorRows::first), at(0, 0)},
                           {part(upper, TensorRows::others), {1, Bytes(0), 24}}});
    // Whole arrays are placed first. Then rows go to the memory with the most room.
    const Placement two = placed({on_chip("near", 170), on_chip("far", 60), off_chip(1000)}, rows);
    CHECK(two == Placement{{upper, at(0, 0)},
                           {part(lower, TensorRows::first), at(1, 0)},
                           {part(lower, TensorRows::others), {2, Bytes(0), 12}}});
    // An array is cut only between groups of rows that may be cut, and an array that may not be cut stays whole.
    CHECK(placed({on_chip("sram", 100), off_chip(1000)}, {{upper, {10, 4, 4}}})
              .at(part(upper, TensorRows::others))
              .words_before == 16);
    CHECK(placed({on_chip("sram", 100), off_chip(1000)}, {{upper, {10, 4, 7}}}).contains(upper));
    CHECK(placed({on_chip("sram", 100), off_chip(1000)}, {}) ==
          place(words, fp32, {on_chip("sram", 100), off_chip(1000)}, {}));
    // An array is cut if one row in 16 fits, but not if only one row in 17 does.
    for (const std::uint64_t count : {16, 17}) {
        const TensorWords tall{{upper, 4 * count}};
        const std::vector<MemorySpace> one_row{on_chip("sram", 16), off_chip(1000)};
        Placement placement = place(tall, fp32, one_row, {});
        place_first_rows({{upper, {count, 4, 1}}}, fp32, one_row, tall, placement);
        CHECK(placement.contains(upper) == (count == 17));
    }
    // A memory for other tensors takes no rows of weights.
    MemorySpace others = on_chip("others", 100);
    others.holds = {Tensor::activation};
    CHECK(placed({others, off_chip(1000)}, rows).contains(upper));
}

}  // namespace deltasim::test::placement_test
