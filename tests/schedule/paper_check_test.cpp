// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "core/checked.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/operand_formula.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::paper_check_test
{

namespace
{

/// Operand accesses of a whole step with all layers trainable; the formula derived by hand must agree.
std::uint64_t accesses(std::string_view schedule, const std::vector<std::uint64_t>& widths)
{
    const Head head = head_of(widths, Activation::relu, Activation::softmax);
    const Training training;
    const std::uint64_t total = find_schedule(schedule)->operand_accesses(head, training).total();
    CHECK(total_of(OperandFormula(head, training).of(schedule)) == total);
    return total;
}

std::string four_digits(std::uint64_t count) { return fmt::format("{:.3e}", static_cast<double>(count)); }

}  // namespace

TEST_CASE("ResNet-50's head takes naive 1.166 times the accesses of delta")
{
    // (7 * 2048 + 6) / (6 * 2048 + 8), times 1000 nodes
    const std::uint64_t naive = accesses("naive", {2048, 1000});
    const std::uint64_t delta = accesses("delta", {2048, 1000});
    CHECK(naive == 14'342'000);
    CHECK(delta == 12'296'000);
    CHECK(fmt::format("{:.3f}", static_cast<double>(naive) / static_cast<double>(delta)) == "1.166");
}

TEST_CASE("LeNet's head takes naive 14.45 M accesses, delta 2.444 M")
{
    CHECK(four_digits(accesses("naive", {800, 500, 10})) == "1.445e+07");
    CHECK(four_digits(accesses("delta", {800, 500, 10})) == "2.444e+06");
}

TEST_CASE("VGG-16's head takes naive 1.264e15 accesses, delta 7.836e8, delta_lookahead 5.363e8")
{
    const std::vector<std::uint64_t> widths{25088, 4096, 4096, 1000};
    CHECK(four_digits(accesses("naive", widths)) == "1.264e+15");
    CHECK(four_digits(accesses("delta", widths)) == "7.836e+08");
    CHECK(four_digits(accesses("delta_lookahead", widths)) == "5.363e+08");
}

TEST_CASE("what VGG-16's head takes of the other schedules, by their accesses a weight")
{
    // W weights in all, of which H are above the first layer, n = 9192 nodes, m = 33280 columns, 1000 outputs. Forward
    // 2 W + 2 n; deltas 2 H + 8192 * 2 + 1000 * 3.
    const std::vector<std::uint64_t> widths{25088, 4096, 4096, 1000};
    constexpr std::uint64_t above = 4096 * 4096 + 4096 * 1000;
    constexpr std::uint64_t weights = 25088 * 4096 + above;
    constexpr std::uint64_t nodes = 4096 + 4096 + 1000;
    constexpr std::uint64_t forward = 2 * weights + 2 * nodes;
    constexpr std::uint64_t deltas = 2 * above + 2 * 8192 + 3 * 1000;
    CHECK(accesses("framework", widths) == forward + deltas + 3 * weights + 2 * nodes + 3 * (weights + nodes));
    CHECK(accesses("delta_latched", widths) == forward + deltas + 3 * weights + 3 * nodes);
    CHECK(accesses("delta_fused", widths) ==
          forward + 3 * 1000 + 3 * weights + 3 * nodes + 25088 + 4096 + 4096 + 4096 + 4096);
    // Chains: 4096 (25088 + 1) of 4096 links, 4096 (4096 + 1) of 1000 links; deltas of layers 3 and 2.
    CHECK(accesses("naive_downstream", widths) ==
          forward + 3 * 1000 + 2 * 4096 + 2 * 4096 * 1000 +                        //
              4096ULL * 25089 * (2 * 4096 + 1) + 3ULL * 4096 * 25088 + 2 * 4096 +  //
              4096ULL * 4097 * (2 * 1000 + 1) + 3ULL * 4096 * 4096 + 2 * 4096 +    //
              1000ULL * 4097 * 2 + 3ULL * 1000 * 4096 + 2 * 1000);
}

TEST_CASE("a formula that does not fit 64 bits throws")
{
    const std::uint64_t wide = 1U << 16U;  // 2^32 weights, each with a chain of more than 2^32 reads
    const Head head = head_of({wide, wide, wide, wide}, Activation::relu, Activation::softmax);
    CHECK_THROWS_AS(find_schedule("naive")->operand_accesses(head, {}), OverflowError);
    CHECK_NOTHROW(find_schedule("delta")->operand_accesses(head, {}));
}

}  // namespace deltasim::test::paper_check_test
