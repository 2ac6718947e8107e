// SPDX-License-Identifier: MIT
#include "schedule/nest_builder.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "schedule/nest_walk.hpp"

namespace deltasim::test::nest_builder_test
{

namespace
{

/// The first reads of the steps of a nest, as (lanes, word of lane 0), in order.
using Blocks = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

Blocks blocks_of(const LoopNest& nest)
{
    Blocks blocks;
    walk(nest, [&](const Step& step, const LoopIndices& indices) {
        blocks.emplace_back(step.lanes, word_of(step.operands.at(0), indices, 0));
    });
    return blocks;
}

/// A nest in which an array of `array_lanes` covers 0..count-1.
LoopNest covered(std::uint64_t count, std::uint64_t array_lanes)
{
    NestBuilder nest(Phase::forward, 1, array_lanes);
    nest.blocks(Dimension::inputs, count, [&](const AffineIndex& i, std::uint64_t lanes) {
        nest.step({.lanes = lanes}, {read_lanes({Tensor::weight, 1}, i)});
    });
    return nest.finish();
}

}  // namespace

TEST_CASE("blocks cover a row, the last one narrower")
{
    CHECK(blocks_of(covered(10, 4)) == Blocks{{4, 0}, {4, 4}, {2, 8}});
    CHECK(blocks_of(covered(8, 4)) == Blocks{{4, 0}, {4, 4}});
    CHECK(blocks_of(covered(3, 4)) == Blocks{{3, 0}});
    CHECK(blocks_of(covered(3, 1)) == Blocks{{1, 0}, {1, 1}, {1, 2}});
    CHECK(blocks_of(covered(0, 4)).empty());
}

TEST_CASE("blocks cost as many nodes whatever their number")
{
    CHECK(covered(1'000'000'000, 4).body.body.size() == 1);
    CHECK(covered(1'000'000'001, 4).body.body.size() == 2);
}

TEST_CASE("nested loops hand their indices down, outermost first")
{
    NestBuilder nest(Phase::update, 3, 2);
    nest.loop(2, [&](const AffineIndex& j) {
        nest.loop(3, [&](const AffineIndex& k) {
            nest.step({}, {read_shared({Tensor::weight, 4}, j * 10 + k * 100 + 7)});
        });
        nest.step({}, {read_shared({Tensor::bias, 3}, j)});
    });
    const LoopNest written = nest.finish();
    CHECK(written.phase == Phase::update);
    CHECK(written.layer == 3);
    CHECK(blocks_of(written) == Blocks{{1, 7}, {1, 107}, {1, 207}, {1, 0}, {1, 17}, {1, 117}, {1, 217}, {1, 1}});
}

TEST_CASE("blocks within a loop keep the loop's index, in the rest too")
{
    NestBuilder nest(Phase::forward, 1, 2);
    nest.loop(2, [&](const AffineIndex& j) {
        nest.blocks(Dimension::inputs, 3, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.step({.lanes = lanes}, {read_lanes({Tensor::weight, 1}, j * 3 + i)});
        });
    });
    CHECK(blocks_of(nest.finish()) == Blocks{{2, 0}, {1, 2}, {2, 3}, {1, 5}});
}

TEST_CASE("a stream is one tensor in one direction, each once a nest")
{
    NestBuilder nest(Phase::update, 1, 4);
    nest.step({}, {read_lanes({Tensor::weight, 1}, {0, {}}), write_lanes({Tensor::weight, 1}, {0, {}})});
    nest.step({}, {read_shared({Tensor::weight, 1}, {1, {}}), read_shared({Tensor::weight, 2}, {0, {}})});
    const LoopNest written = nest.finish();
    const std::vector<Stream> expected{{{Tensor::weight, 1}, Direction::read},
                                       {{Tensor::weight, 1}, Direction::write},
                                       {{Tensor::weight, 2}, Direction::read}};
    CHECK(written.streams == expected);
    const Step& second = std::get<Step>(written.body.body.at(1));
    CHECK(second.operands.at(0).stream == 0);
    CHECK(second.operands.at(1).stream == 2);
}

TEST_CASE("shared operands are the same word for all lanes, others neighbouring words")
{
    NestBuilder nest(Phase::update, 1, 4);
    nest.step({.lanes = 3}, {read_shared({Tensor::delta, 1}, {5, {}}), read_lanes({Tensor::weight, 1}, {5, {}}),
                             write_lanes({Tensor::weight, 1}, {5, {}})});
    const LoopNest written = nest.finish();
    const Step& step = std::get<Step>(written.body.body.at(0));
    CHECK(word_of(step.operands.at(0), {}, 2) == 5);
    CHECK(word_of(step.operands.at(1), {}, 2) == 7);
    CHECK(word_of(step.operands.at(2), {}, 2) == 7);
}

}  // namespace deltasim::test::nest_builder_test
