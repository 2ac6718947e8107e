// SPDX-License-Identifier: MIT
#include "schedule/loop_nest.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::loop_nest_test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

Loop loop_of(std::uint64_t count, std::vector<NestNode> body) { return {count, std::move(body)}; }

Program program_of(std::vector<Loop> bodies)
{
    Program program;
    for (Loop& body : bodies) {
        LoopNest nest;
        nest.body = std::move(body);
        program.nests.push_back(std::move(nest));
    }
    return program;
}

}  // namespace

TEST_CASE("affine indices add coefficient by coefficient, whatever their depths")
{
    const AffineIndex outer{1, {10}};
    const AffineIndex inner{2, {0, 100}};
    const AffineIndex sum = outer + inner;
    CHECK(sum.constant == 3);
    CHECK(sum.coefficients == std::vector<std::uint64_t>{10, 100});
    CHECK((inner + outer).coefficients == sum.coefficients);
    CHECK((outer + 5).constant == 6);
    CHECK((sum * 4).constant == 12);
    CHECK((sum * 4).coefficients == std::vector<std::uint64_t>{40, 400});
}

TEST_CASE("affine indices do not wrap")
{
    const AffineIndex far{most, {most}};
    CHECK_THROWS_AS(far + 1, OverflowError);
    CHECK_THROWS_AS(far * 2, OverflowError);
    CHECK_THROWS_AS(far + AffineIndex(0, {1}), OverflowError);
}

TEST_CASE("steps multiply along loops and add along bodies and nests")
{
    CHECK(step_count(Program{}) == 0U);
    CHECK(step_count(program_of({loop_of(1, {Step{}})})) == 1U);
    CHECK(step_count(program_of({loop_of(1, {loop_of(5, {Step{}, loop_of(7, {Step{}, Step{}})}), Step{}})})) == 76U);
    CHECK(step_count(program_of({loop_of(3, {Step{}}), loop_of(4, {Step{}})})) == 7U);
    CHECK(step_count(program_of({loop_of(most, {loop_of(0, {Step{}})})})) == 0U);
}

TEST_CASE("more steps than 64 bits count are no number")
{
    CHECK(step_count(program_of({loop_of(most, {Step{}})})) == most);
    CHECK(step_count(program_of({loop_of(most, {Step{}, Step{}})})) == std::nullopt);
    CHECK(step_count(program_of({loop_of(most, {Step{}}), loop_of(1, {Step{}})})) == std::nullopt);
    const std::uint64_t wide = 1U << 16U;
    const Head head = head_of({wide, wide, wide, wide}, Activation::relu, Activation::softmax);
    CHECK(step_count(find_schedule("naive")->program(head, {}, 1)) == std::nullopt);
    CHECK(step_count(find_schedule("delta")->program(head, {}, 1)).has_value());
}

TEST_CASE("an array is as large as the largest index that is reached of it, plus 1")
{
    Program program = program_of({loop_of(1, {}), loop_of(1, {})});
    program.nests[0].streams = {{{Tensor::weight, 2}, Direction::read}, {{Tensor::bias, 1}, Direction::read}};
    program.nests[1].streams = {{{Tensor::weight, 2}, Direction::write}, {{Tensor::weight, 1}, Direction::read}};
    const Step rows{.lanes = 4, .operands = {{0, {3, {8}}, true}, {1, {0, {1}}, false}}};
    program.nests[0].body.body = {loop_of(5, {rows})};
    const Step columns{.operands = {{0, {35, {0, 1}}, true}, {1, {0, {10, 2}}, false}}};
    program.nests[1].body.body = {loop_of(2, {loop_of(3, {columns}), loop_of(0, {columns})})};
    // weight[2]: 3 + 8 * 4 + 4 lanes in the first nest, 35 + 2 + 1 in the second; weight[1]: 10 + 2 * 2 + 1.
    const TensorWords expected{{{Tensor::weight, 2}, 39}, {{Tensor::weight, 1}, 15}, {{Tensor::bias, 1}, 5}};
    CHECK(tensor_words(program) == expected);
    CHECK(tensor_words(Program{}).empty());
}

TEST_CASE("an index beyond 64 bits is an overflow")
{
    Program program = program_of({loop_of(1, {})});
    program.nests[0].streams = {{{Tensor::weight, 1}, Direction::read}};
    const Step step{.operands = {{0, {0, {most}}, false}}};
    program.nests[0].body.body = {loop_of(3, {step})};
    CHECK_THROWS_AS(tensor_words(program), OverflowError);
}

}  // namespace deltasim::test::loop_nest_test
