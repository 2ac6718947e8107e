// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "schedule/core_bound.hpp"

namespace deltasim::test::core_bound_test
{

namespace
{

/// Work of 100 multiply-accumulates in 80 parts of steps; 40 of them are of the forward pass, and 10 of these of the
/// first sample.
const LaneWork work{100, 80, 40, 10};

/// 2 x 4 lanes.
PeArrayConfig array_of(std::uint64_t registers)
{
    PeArrayConfig array;
    array.rows = 2;
    array.columns = 4;
    array.lanes = 8;
    array.registers = registers;
    return array;
}

/// Two cores with four lanes each, and with two instructions for the loop of a step.
PeArrayConfig cores_of(std::uint64_t registers)
{
    PeArrayConfig array = array_of(registers);
    Instructions cores;
    cores.cores = 2;
    cores.step = 2;
    cores.widths[static_cast<std::size_t>(Precision::int8)] = {.words = 4, .macs = 4, .unpack = 2};
    array.instructions = cores;
    return array;
}

const TensorPrecisions fp32(Precision::fp32);

}  // namespace

TEST_CASE("lanes without instructions take the interval of a multiply-accumulate for each")
{
    PeArrayConfig array = array_of(0);
    CHECK(least_cycles(work, array, fp32) == 13);
    array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles = 3;
    CHECK(least_cycles(work, array, fp32) == 38);
}

TEST_CASE("cores take the loop of each full step and the loads of the forward pass besides")
{
    // 100 multiply-accumulates, 20 full steps for each of which both cores take 2, and the loads.
    CHECK(least_cycles(work, cores_of(0), fp32) == (100 + 40 + 40 + 30) / 2);
    CHECK(least_cycles(work, cores_of(1), fp32) == (100 + 40 + 40) / 2);
    PeArrayConfig array = cores_of(0);
    array.instructions->load_cycles = 2;
    CHECK(least_cycles(work, array, fp32) == (100 + 40 + 2 * 70) / 2);
    array.instructions->issue_width = 2;
    CHECK(least_cycles(work, array, fp32) == (100 + 40 + 2 * 70) / 4);
}

TEST_CASE("lanes that share words load fewer of them")
{
    PeArrayConfig array = cores_of(0);
    array.multicast_columns = true;
    CHECK(least_cycles(work, array, fp32) == 82);  // 100 + 40 + 30 x (1/2 + 1/4), by 2 cores
    array.registers = 1;
    CHECK(least_cycles(work, array, fp32) == (100 + 40) / 2);
}

TEST_CASE("an instruction does as much at a time as the precisions of the tensors let it")
{
    CHECK(least_cycles(work, cores_of(0), TensorPrecisions(Precision::int8)) == 59);  // 25 + 40 + 70 x 3/4, by 2
    TensorPrecisions mixed(Precision::fp32);
    mixed.set(Tensor::weight, Precision::int8);
    CHECK(least_cycles(work, cores_of(0), mixed) == 42);  // 25 + 40 + 70 / 4, by 2
}

}  // namespace deltasim::test::core_bound_test
