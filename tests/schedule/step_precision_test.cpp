// SPDX-License-Identifier: MIT
#include "schedule/step_precision.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "schedule/nest_builder.hpp"

namespace deltasim::test::step_precision_test
{

namespace
{

/// The precision in which a step with these operands computes.
Precision computed(const std::vector<OperandRequest>& operands, const TensorPrecisions& precisions)
{
    NestBuilder nest(Phase::update, 1, 1);
    nest.step({}, operands);
    const LoopNest built = nest.finish();
    return computed_in(built, std::get<Step>(built.body.body.front()), precisions);
}

}  // namespace

TEST_CASE("a step computes in the widest precision of what it reads and writes")
{
    TensorPrecisions precisions(Precision::int8);
    precisions.set(Tensor::activation, Precision::fp16);
    precisions.set(Tensor::delta, Precision::fp32);
    const OperandRequest weight = read_lanes({Tensor::weight, 1}, {});
    const OperandRequest activation = read_lanes({Tensor::activation, 0}, {});
    CHECK(computed({weight}, precisions) == Precision::int8);
    CHECK(computed({weight, activation}, precisions) == Precision::fp16);
    CHECK(computed({activation, weight}, precisions) == Precision::fp16);
    CHECK(computed({weight, write_lanes({Tensor::activation, 1}, {})}, precisions) == Precision::fp16);
    CHECK(computed({weight, activation, write_lanes({Tensor::delta, 1}, {})}, precisions) == Precision::fp32);
    CHECK(computed({}, precisions) == Precision::fp32);
}

}  // namespace deltasim::test::step_precision_test
