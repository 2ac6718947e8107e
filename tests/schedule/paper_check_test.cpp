// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "core/checked.hpp"
#include "model/random_head.hpp"
#include "schedule/operand_formula.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test
{

namespace
{

/// Operand accesses of a whole step, all layers trainable; the hand-derived formula must say the same.
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

TEST_CASE("VGG-16's head takes naive 1.264e15 accesses, delta 7.836e8")
{
    CHECK(four_digits(accesses("naive", {25088, 4096, 4096, 1000})) == "1.264e+15");
    CHECK(four_digits(accesses("delta", {25088, 4096, 4096, 1000})) == "7.836e+08");
}

TEST_CASE("a formula that does not fit 64 bits throws")
{
    const std::uint64_t wide = 1U << 16U;  // 2^32 weights, each with a chain of more than 2^32 reads
    const Head head = head_of({wide, wide, wide, wide}, Activation::relu, Activation::softmax);
    CHECK_THROWS_AS(find_schedule("naive")->operand_accesses(head, {}), OverflowError);
    CHECK_NOTHROW(find_schedule("delta")->operand_accesses(head, {}));
}

}  // namespace deltasim::test
