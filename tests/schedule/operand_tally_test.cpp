// SPDX-License-Identifier: MIT
#include "schedule/operand_tally.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"

namespace deltasim::test::operand_tally_test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr OperandKey weights{Phase::update, 2, Tensor::weight};
constexpr OperandKey biases{Phase::update, 2, Tensor::bias};

}  // namespace

TEST_CASE("a tally sums reads and writes by phase, layer and tensor")
{
    OperandTally tally;
    tally.add_reads(weights, 5);
    tally.add_reads(weights, 6);
    tally.add_writes(weights, 2);
    tally.add_reads(biases, 1);
    CHECK(tally.entries() == std::map<OperandKey, ReadsWrites>{{weights, {11, 2}}, {biases, {1, 0}}});
    CHECK(tally.total() == 14);
}

TEST_CASE("what was never accessed has no entry")
{
    OperandTally tally;
    tally.add_reads(weights, 0);
    tally.add_writes(weights, 0);
    CHECK(tally.entries().empty());
    CHECK(tally.total() == 0);
    CHECK(tally == OperandTally{});
}

TEST_CASE("a step books one word a lane of each operand, on the nest's layer")
{
    NestBuilder builder(Phase::update, 2, 8);
    builder.step({.lanes = 3},
                 {read_shared({Tensor::weight, 3}, {0, {}}), read_lanes({Tensor::weight, 2}, {0, {}}),
                  read_lanes({Tensor::activation, 1}, {0, {}}), write_lanes({Tensor::weight, 2}, {0, {}})});
    const LoopNest nest = builder.finish();
    OperandTally tally;
    tally.add_step(nest, std::get<Step>(nest.body.body.at(0)), 10);
    CHECK(tally.entries() ==
          std::map<OperandKey, ReadsWrites>{{weights, {60, 30}}, {{Phase::update, 2, Tensor::activation}, {30, 0}}});
    tally.add_step(nest, std::get<Step>(nest.body.body.at(0)), 1);
    CHECK(tally.total() == 4 * 3 * 11);
    CHECK_THROWS_AS(tally.add_step(nest, std::get<Step>(nest.body.body.at(0)), most), OverflowError);
}

TEST_CASE("a tally does not wrap")
{
    OperandTally tally;
    tally.add_reads(weights, most);
    CHECK(tally.total() == most);
    CHECK_THROWS_AS(tally.add_reads(weights, 1), OverflowError);
    tally.add_writes(weights, 1);
    CHECK_THROWS_AS(tally.total(), OverflowError);
    OperandTally two_entries;
    two_entries.add_reads(weights, most);
    two_entries.add_writes(biases, 1);
    CHECK_THROWS_AS(two_entries.total(), OverflowError);
}

}  // namespace deltasim::test::operand_tally_test
