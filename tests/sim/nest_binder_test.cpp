// SPDX-License-Identifier: MIT
#include "sim/steps/nest_binder.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/recording_memory.hpp"

namespace deltasim::test::nest_binder_test
{

namespace
{

const TensorId weight{Tensor::weight, 1};
const TensorId activation{Tensor::activation, 1};

/// A matrix by rows, four words of a row a step, and a result a row: for j < 3, for i < 5: R weight[20 j + 4 i ...],
/// then W activation[j].
LoopNest matrix()
{
    NestBuilder nest(Phase::forward, 1, 4);
    nest.loop(3, [&](const AffineIndex& j) {
        nest.loop(5, [&](const AffineIndex& i) {
            nest.step({.lanes = 4, .operations = {1, 0, 0, 0, 0, 0}}, {read_lanes(weight, j * 20 + i * 4)});
        });
        nest.step({.operations = {0, 1, 0, 0, 0, 0}, .needs_result = true}, {write_lanes(activation, j)});
    });
    return nest.finish();
}

/// A machine of one memory, lines of 16 bytes; weights from byte 0 on, activations from 1024 on.
class Bench
{
public:
    Bench() : array_("array", config(), Clock(Ticks(1)), layout_)
    {
        placement_[weight] = {0, Bytes(0)};
        placement_[activation] = {0, Bytes(1024)};
        setup_.placement = &placement_;
        setup_.precisions = &precisions_;
        setup_.array = &array_;
        setup_.memories = {{&memory_, nullptr, 16, Clock(Ticks(1))}};
    }

    [[nodiscard]] IssuerSetup& setup() { return setup_; }

private:
    static PeArrayConfig config()
    {
        PeArrayConfig config;
        config.clock_hz = 1;
        config.operations = {{{3, 1}, {2, 1}, {2, 1}, {10, 10}, {12, 12}, {1, 1}}};
        return config;
    }

    CounterLayout layout_;
    ProcessingElementArray array_;
    RecordingMemory memory_{1};
    Placement placement_;
    TensorPrecisions precisions_;
    IssuerSetup setup_;
};

}  // namespace

TEST_CASE("a bound nest has inner loops before outer ones, and each says which operands it moves, and how far")
{
    Bench bench;
    const LoopNest nest = matrix();
    const BoundNest bound = NestBinder(bench.setup(), nest).bind(10);

    REQUIRE(bound.loops.size() == 3);
    const BoundLoop& inner = bound.loops[0];
    CHECK(inner.count == 5);
    CHECK(inner.depth == 2);
    CHECK(inner.steps == 1);
    CHECK(inner.strides == std::vector<std::uint64_t>{16});
    const BoundLoop& outer = bound.loops[1];
    CHECK(outer.count == 3);
    CHECK(outer.steps == 6);
    CHECK(outer.first_operand == 0);
    CHECK(outer.strides == std::vector<std::uint64_t>{80, 4});
    CHECK(bound.loops[2].depth == 0);
    CHECK(bound.loops[2].strides.empty());

    REQUIRE(bound.steps.size() == 2);
    CHECK(bound.steps[0].executions == 10);
    CHECK(bound.steps[1].executions == 11);
    CHECK(bound.steps[0].writes == bound.steps[0].end);  // reads alone
    CHECK(bound.steps[1].reads == bound.steps[1].writes);

    REQUIRE(bound.operands.size() == 2);
    CHECK(bound.operands[0].loops == std::vector<LoopAround>{{20, 3}, {4, 5}});
    CHECK(bound.operands[1].loops == std::vector<LoopAround>{{1, 3}});
    CHECK(bound.operands[0].span_bytes == 16);
    CHECK(bound.at.addresses == std::vector<std::uint64_t>{0, 1024});
    CHECK(bound.at.indices.size() == 2);
}

TEST_CASE("a nest's loops go on and back by any number of iterations")
{
    Bench bench;
    const LoopNest nest = matrix();
    BoundNest bound = NestBinder(bench.setup(), nest).bind(0);
    bound.advance(bound.loops[1], 2);
    CHECK(bound.at.addresses == std::vector<std::uint64_t>{160, 1032});
    bound.advance(bound.loops[0], 5);
    CHECK(bound.at.addresses == std::vector<std::uint64_t>{240, 1032});
    bound.advance(bound.loops[0], -bound.loops[0].count);
    bound.advance(bound.loops[1], 1);
    bound.advance(bound.loops[1], -bound.loops[1].count);
    CHECK(bound.at.addresses == std::vector<std::uint64_t>{0, 1024});
}

TEST_CASE("lanes that share a word ask for it once where the machine broadcasts, else each by itself")
{
    Bench bench;
    NestBuilder builder(Phase::forward, 1, 4);
    builder.step({.lanes = 4, .operations = {1, 0, 0, 0, 0, 0}}, {read_shared(weight, {})});
    const LoopNest nest = builder.finish();
    for (const bool broadcast : {false, true}) {
        bench.setup().operand_broadcast = broadcast;
        const BoundNest bound = NestBinder(bench.setup(), nest).bind(0);
        const LineRun lines = bound.operands.front().lines(32);
        CHECK(lines.first == 2);
        CHECK(lines.count == (broadcast ? 1 : 4));
        CHECK(lines.same_line == !broadcast);
    }
}

}  // namespace deltasim::test::nest_binder_test
