// SPDX-License-Identifier: MIT
#include "model/tensor_precisions.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"

namespace deltasim::test::tensor_precisions_test
{

TEST_CASE("tensors are of fp32 unless something else is said")
{
    const TensorPrecisions precisions;
    CHECK(precisions.of(Tensor::weight) == Precision::fp32);
    CHECK(precisions.all(Precision::fp32));
    CHECK(precisions.text() == "fp32");
}

TEST_CASE("a tensor's own precision stands before the common one")
{
    TensorPrecisions precisions(Precision::fp16);
    precisions.set(Tensor::gradient, Precision::fp32);
    precisions.set(Tensor::weight, Precision::int8);
    CHECK(precisions.of(Tensor::weight) == Precision::int8);
    CHECK(precisions.of(Tensor::bias) == Precision::fp16);
    CHECK_FALSE(precisions.all(Precision::fp16));
    CHECK(precisions.text() == "{default: fp16, weight: int8, gradient: fp32}");
}

TEST_CASE("master weights are of fp32 and no matter of the others")
{
    TensorPrecisions precisions(Precision::int8);
    CHECK(precisions.of(Tensor::master_weight) == Precision::fp32);
    CHECK(precisions.all(Precision::int8));
    CHECK(precisions.text() == "int8");
    CHECK_FALSE(precisions.may_compute_in(Precision::fp32));
}

TEST_CASE("what does not differ from the default is not written, and makes no difference")
{
    TensorPrecisions precisions(Precision::bf16);
    precisions.set(Tensor::delta, Precision::bf16);
    CHECK(precisions.text() == "bf16");
    CHECK(precisions == TensorPrecisions(Precision::bf16));
    CHECK_FALSE(precisions == TensorPrecisions(Precision::fp16));
}

TEST_CASE("a step may compute in the precision of a tensor, or in what two of them need")
{
    TensorPrecisions precisions(Precision::fp16);
    precisions.set(Tensor::weight, Precision::int8);
    CHECK(precisions.may_compute_in(Precision::fp16));
    CHECK(precisions.may_compute_in(Precision::int8));
    CHECK_FALSE(precisions.may_compute_in(Precision::fp32));
    CHECK_FALSE(precisions.may_compute_in(Precision::bf16));
    precisions.set(Tensor::delta, Precision::bf16);
    CHECK(precisions.may_compute_in(Precision::fp32));
}

}  // namespace deltasim::test::tensor_precisions_test
