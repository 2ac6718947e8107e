// SPDX-License-Identifier: MIT
#include "sim/fold/row_end_loops.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "rooms.hpp"
#include "sim/toy_machine.hpp"

namespace deltasim::test::row_end_loops_test
{

namespace
{

Step step_of(StepUnit unit)
{
    Step step;
    step.unit = unit;
    step.operations = {1, 0, 0, 0, 0, 0};
    return step;
}

}  // namespace

TEST_CASE("loops before a step of the row-end unit are told, also across the ends of loops around them")
{
    NestBuilder builder(Phase::forward, 1, 1);
    builder.loop(3, [&](const AffineIndex&) {
        builder.loop(5, [&](const AffineIndex& i) {  // loop 0: the row end comes next
            builder.step(step_of(StepUnit::lanes), {read_shared({Tensor::weight, 1}, i)});
        });
        builder.step(step_of(StepUnit::row_end), {write_lanes({Tensor::activation, 1}, AffineIndex{})});
        builder.loop(7, [&](const AffineIndex& i) {  // loop 1: loop 0 begins again
            builder.step(step_of(StepUnit::lanes), {read_shared({Tensor::weight, 1}, i)});
        });
    });
    builder.loop(4, [&](const AffineIndex&) {  // loop 3: itself
        builder.step(step_of(StepUnit::row_end), {write_lanes({Tensor::activation, 1}, AffineIndex{})});
    });
    const LoopNest nest = builder.finish();
    ToyMachine machine(nest, {});
    BoundNest bound = machine.issuer().nest();
    // Loops 2 and 4 are around the others; after loop 2, and so after an iteration of it and after loop 1, comes
    // loop 3.
    CHECK(loops_before_row_ends(bound) == std::vector<bool>{true, true, true, true, false});
    bound.skips.emplace_back();
    CHECK(loops_before_row_ends(bound) == std::vector<bool>(5, true));
}

}  // namespace deltasim::test::row_end_loops_test
