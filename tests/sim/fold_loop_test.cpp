// SPDX-License-Identifier: MIT
#include "sim/fold/fold_loop.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "rooms.hpp"
#include "sim/toy_machine.hpp"

// What folding knows of a loop, on toy machines.

namespace deltasim::test::fold_loop_test
{

namespace
{

/// Two equal loops, one after the other in each row, and a third that is `third` iterations long.
LoopNest three_loops(std::uint64_t third)
{
    constexpr std::uint64_t rows = 4;
    constexpr std::uint64_t columns = 64;
    NestBuilder nest(Phase::forward, 1, 1);
    nest.loop(rows, [&](const AffineIndex& j) {
        const auto sums = [&](std::uint64_t count, std::uint32_t layer) {
            nest.loop(count, [&](const AffineIndex& i) {
                nest.step({.operations = {1, 0, 0, 0, 0, 0}}, {read_shared({Tensor::weight, layer}, j * count + i)});
            });
        };
        sums(columns, 1);
        sums(columns, 1);
        sums(third, 1);
        nest.step({.operations = {0, 1, 0, 0, 0, 0}, .needs_result = true}, {write_lanes({Tensor::activation, 1}, j)});
    });
    return nest.finish();
}

/// The loops of a bound nest that have one step, as the nest has them.
std::vector<const BoundLoop*> inner_loops(const BoundNest& nest)
{
    std::vector<const BoundLoop*> loops;
    for (const BoundLoop& loop : nest.loops) {
        if (loop.body.size() == 1 && loop.body.front().is_step) loops.push_back(&loop);
    }
    return loops;
}

}  // namespace

TEST_CASE("loops that do the same have one signature, whichever of their steps is counted")
{
    const LoopNest nest = three_loops(64);
    ToyMachine machine(nest, {});
    const BoundNest& bound = machine.issuer().nest();
    const std::vector<const BoundLoop*> loops = inner_loops(bound);
    REQUIRE(loops.size() == 3);
    const FoldLoop first(machine.issuer(), bound, *loops[0], 64, {});
    const FoldLoop second(machine.issuer(), bound, *loops[1], 64, {});
    CHECK(first.signature() == second.signature());
    CHECK(first.steps().first != second.steps().first);
    CHECK(first.steps().count == 1);
    CHECK(&first.loop() == loops[0]);
    CHECK_FALSE(first.with_dram());
    CHECK(first.parts().lanes);
    CHECK_FALSE(first.parts().engine);
    CHECK(first.parts().streams.empty());
    CHECK(first.parts().tiles.empty());
}

TEST_CASE("a loop of another length has another signature")
{
    const LoopNest nest = three_loops(128);
    ToyMachine machine(nest, {});
    const BoundNest& bound = machine.issuer().nest();
    const std::vector<const BoundLoop*> loops = inner_loops(bound);
    REQUIRE(loops.size() == 3);
    CHECK(FoldLoop(machine.issuer(), bound, *loops[0], 64, {}).signature() !=
          FoldLoop(machine.issuer(), bound, *loops[2], 64, {}).signature());
}

TEST_CASE("the blocks of a loop are numbered one after the other, parts first")
{
    const LoopNest nest = matrix(100, 1000);
    ToyMachine machine(nest, {});
    const BoundNest& bound = machine.issuer().nest();
    FoldLoop loop(machine.issuer(), bound, *inner_loops(bound).front(), 64, {});
    loop.number_blocks(7);
    std::uint32_t number = 7;
    for (const FoldBlock& block : loop.blocks()) CHECK(block.number == number++);
    CHECK(loop.blocks().back().iterations() == 1000);
}

TEST_CASE("a loop that is too short to be folded is told by its last block alone")
{
    const LoopNest nest = matrix(100, 5);
    ToyMachine machine(nest, {});
    const BoundNest& bound = machine.issuer().nest();
    FoldLoop loop(machine.issuer(), bound, *inner_loops(bound).front(), 64, {});
    CHECK_FALSE(loop.blocks().back().folds());
    CHECK(loop.is_stepped());
    CHECK(loop.own_cost() > 0);
}

TEST_CASE("a block's class is what is seen of its addresses: alike a period apart, and not in between")
{
    const LoopNest nest = matrix(100, 1000);
    ToyMachine machine(nest, {.period = 1, .alike_bytes = 16});
    BoundNest& bound = machine.issuer().nest();
    const BoundLoop& columns = *inner_loops(bound).front();
    FoldLoop loop(machine.issuer(), bound, columns, 64, {});
    const FoldBlock& block = loop.blocks().front();
    const auto class_at = [&](std::uint64_t iterations) {
        bound.advance(columns, iterations);
        KeyBytes bytes;
        loop.write_address_class(block, bound, false, bytes);
        bound.advance(columns, -iterations);
        return std::string(bytes.view());
    };
    CHECK(class_at(4) == class_at(0));
    CHECK(class_at(64) == class_at(0));
    for (const std::uint64_t iterations : {1U, 2U, 3U}) CHECK(class_at(iterations) != class_at(0));
}

TEST_CASE("where banks are alike, a block is the same in each of them, but not steps outside that write")
{
    const LoopNest nest = matrix(100, 1000);
    ToyMachine machine(nest, {.period = 1, .alike_bytes = 20, .like_banks = true});
    BoundNest& bound = machine.issuer().nest();
    const BoundLoop& columns = *inner_loops(bound).front();
    FoldLoop loop(machine.issuer(), bound, columns, 64, {});
    const FoldBlock& block = loop.blocks().front();
    const auto at = [&](std::uint64_t iterations, const auto& write) {
        bound.advance(columns, iterations);
        KeyBytes bytes;
        write(bytes);
        bound.advance(columns, -iterations);
        return std::string(bytes.view());
    };
    const auto class_at = [&](std::uint64_t iterations) {
        return at(iterations, [&](KeyBytes& bytes) { loop.write_address_class(block, bound, false, bytes); });
    };
    const auto outer_at = [&](std::uint64_t iterations) {
        return at(iterations, [&](KeyBytes& bytes) { loop.write_outer_places(bound, false, bytes); });
    };
    StateOrigin origin;
    loop.set_addresses(bound, origin);
    const std::size_t first = origin.first_on_chip.at(0);
    for (const std::uint64_t iterations : {1U, 2U, 3U, 4U, 5U, 13U}) {
        CHECK(class_at(iterations) == class_at(0));
        CHECK((outer_at(iterations) == outer_at(0)) == (iterations % 5 == 0));
        at(iterations, [&](KeyBytes&) { loop.set_addresses(bound, origin); });
        CHECK(origin.first_on_chip.at(0) == (first + iterations) % 5);
    }
}

TEST_CASE("where steps outside of a loop write is told modulo the period")
{
    const LoopNest nest = matrix(100, 1000);
    ToyMachine machine(nest, {.period = 1, .alike_bytes = 16});
    BoundNest& bound = machine.issuer().nest();
    const FoldLoop loop(machine.issuer(), bound, *inner_loops(bound).front(), 64, {});
    const auto places = [&] {
        KeyBytes bytes;
        loop.write_outer_places(bound, false, bytes);
        return std::string(bytes.view());
    };
    // The rows write a word of four bytes each.
    const BoundLoop& rows =
        *std::find_if(bound.loops.begin(), bound.loops.end(), [](const BoundLoop& each) { return each.count == 100; });
    const std::string first = places();
    CHECK_FALSE(first.empty());
    bound.advance(rows, 1);
    CHECK(places() != first);
    bound.advance(rows, 3);
    CHECK(places() == first);
}

TEST_CASE("where steps outside of a loop write is told wherever convoys are, but only where banks end somewhere")
{
    const LoopNest nest = matrix(100, 1000);
    for (const std::uint64_t alike_bytes : {0, 16}) {
        ToyMachine machine(nest, {.period = 1, .alike_bytes = alike_bytes});
        const BoundNest& bound = machine.issuer().nest();
        KeyBytes bytes;
        FoldLoop(machine.issuer(), bound, *inner_loops(bound).front(), 64, {}).write_outer_places(bound, true, bytes);
        CHECK(bytes.view().empty() == (alike_bytes > 0));
    }
}

}  // namespace deltasim::test::fold_loop_test
