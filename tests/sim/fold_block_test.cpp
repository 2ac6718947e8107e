// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdint>
#include <vector>

#include "rooms.hpp"
#include "sim/fold/fold_block.hpp"

namespace deltasim::test::fold_block_test
{

TEST_CASE("the blocks of a loop are made of smaller ones, the last of them is the loop")
{
    for (const std::uint64_t steps : {1, 3, 16, 1001}) {
        for (std::uint64_t count = 1; count < 1200; ++count) {
            INFO(count << " iterations of " << steps << " steps");
            const std::vector<FoldBlock> blocks = fold_blocks(count, steps, 64, false);
            REQUIRE(blocks.back().iterations() == count);
            for (std::size_t b = 0; b < blocks.size(); ++b) {
                std::uint64_t iterations = 0;
                for (const FoldBlock::Part& part : blocks[b].parts()) {
                    REQUIRE(part.block < b);
                    iterations += part.times * blocks[part.block].iterations();
                }
                if (!blocks[b].parts().empty()) REQUIRE(iterations == blocks[b].iterations());
            }
        }
    }
}

TEST_CASE("a loop that is run once, or is over in a few steps, is not folded")
{
    CHECK_FALSE(fold_blocks(1, 1000, 64, false).back().folds());
    CHECK_FALSE(fold_blocks(63, 1, 64, true).back().folds());
    CHECK(fold_blocks(64, 1, 64, false).back().folds());
    CHECK(fold_blocks(2, 32, 64, false).back().folds());
    CHECK(fold_blocks(1, 64, 64, true).back().folds());
    CHECK(fold_blocks(4, 1, 4, false).front().iterations() == 1);
}

TEST_CASE("blocks are 1, 8, 64 and so on times the shortest, with seven of each between them")
{
    std::vector<std::uint64_t> iterations;
    for (const FoldBlock& block : fold_blocks(4096, 100, 64, false)) iterations.push_back(block.iterations());
    CHECK(iterations == std::vector<std::uint64_t>{1, 7, 8, 56, 64, 448, 512, 3584, 4096});
}

TEST_CASE("a block that is not found again is left out for a while")
{
    FoldBlock block(1, 16, {});
    std::uint64_t lookups = 0;
    for (; block.pays(); ++lookups) {
        REQUIRE(lookups < 100'000);
        block.book_miss(10, 1000);
    }
    std::uint64_t left_out = 1;
    for (; !block.pays(); ++left_out) REQUIRE(left_out < 1'000'000);
    CHECK(left_out > lookups);
}

TEST_CASE("a block that again and again is not found is left out for longer and longer, up to a limit")
{
    FoldBlock block(1, 16, {});
    std::vector<std::uint64_t> pauses;
    for (int trial = 0; trial < 6; ++trial) {
        while (block.pays()) block.book_miss(10, 1000);
        std::uint64_t left_out = 1;
        while (!block.pays()) ++left_out;
        pauses.push_back(left_out);
    }
    CHECK(pauses[1] == 2 * pauses[0]);
    CHECK(pauses[2] == 2 * pauses[1]);
    CHECK(pauses[5] == pauses[2]);
}

TEST_CASE("a trial ends soon if nothing is found and look-ups cost more than the work around them")
{
    const auto lookups_of_a_trial = [](std::uint64_t cost, std::uint64_t work) {
        FoldBlock block(1, 16, {});
        std::uint64_t lookups = 0;
        for (; block.pays(); ++lookups) block.book_miss(cost, work);
        return lookups;
    };
    CHECK(lookups_of_a_trial(2000, 100) * 4 < lookups_of_a_trial(2000, 10'000));
}

TEST_CASE("a block that is found again is looked up each time")
{
    FoldBlock block(1, 16, {});
    for (int i = 0; i < 1'000'000; ++i) {
        REQUIRE(block.pays());
        if (i % 2 == 0) {
            block.book_hit(10);
        } else {
            block.book_miss(20, 100);
        }
    }
}

TEST_CASE("a block that is found again is left out if finding it takes longer than running it")
{
    FoldBlock block(1, 16, {});
    for (int lookups = 0; block.pays(); lookups += 2) {
        REQUIRE(lookups < 100'000);
        block.book_hit(10);
        block.book_miss(100, 50);
    }
}

}  // namespace deltasim::test::fold_block_test
