// SPDX-License-Identifier: MIT
#include "sim/fold/fold_memo.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "rooms.hpp"

namespace deltasim::test::fold_memo_test
{

namespace
{

BehaviourKey key_of(std::uint32_t number)
{
    return {number % 7, number / 7 % 5, number, number % 3 == 0 ? number : no_deadlines};
}

/// What is remembered under key_of(number).
struct Remembered {
    explicit Remembered(std::uint32_t number)
    {
        for (std::uint32_t i = 0; i < number % 4; ++i) {
            rows.push_back({static_cast<std::uint16_t>(i), static_cast<std::int16_t>(i), static_cast<int>(number)});
        }
        behaviour.elapsed = Ticks(number);
        behaviour.latest_check = Ticks(number / 2);
        behaviour.steps = number * std::uint64_t{10};
        behaviour.state = number + 1;
        behaviour.deadlines = number % 3 == 0 ? number + 2 : no_deadlines;
        behaviour.rows = rows;
        behaviour.growth = number + 3;
    }

    std::vector<RowEffect> rows;
    Behaviour behaviour;
};

bool holds(FoldMemo& memo, std::uint32_t number)
{
    Behaviour found;
    if (!memo.find(key_of(number), found)) return false;
    const Remembered expected(number);
    CHECK(found.elapsed == expected.behaviour.elapsed);
    CHECK(found.latest_check == expected.behaviour.latest_check);
    CHECK(found.steps == expected.behaviour.steps);
    CHECK(found.state == expected.behaviour.state);
    CHECK(found.deadlines == expected.behaviour.deadlines);
    REQUIRE(found.rows.size() == expected.rows.size());
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        CHECK(found.rows[i].bank == expected.rows[i].bank);
        CHECK(found.rows[i].tensor == expected.rows[i].tensor);
        CHECK(found.rows[i].distance == expected.rows[i].distance);
    }
    CHECK(found.growth == expected.behaviour.growth);
    return true;
}

constexpr std::uint32_t many = 5000;  // more than one table of buckets has room for

}  // namespace

TEST_CASE("a behaviour is found under its whole key, and under no other")
{
    FoldMemo memo;
    CHECK(!holds(memo, 1));
    for (std::uint32_t number = 0; number < many; ++number) memo.insert(key_of(number), Remembered(number).behaviour);
    for (std::uint32_t number = 0; number < many; ++number) CHECK(holds(memo, number));
    CHECK(!holds(memo, many));
    Behaviour found;
    for (std::uint32_t number = 0; number < 100; ++number) {
        BehaviourKey key = key_of(number);
        key.block += 100;
        CHECK(!memo.find(key, found));
        key = key_of(number);
        key.address_class += 100;
        CHECK(!memo.find(key, found));
        key = key_of(number);
        key.deadlines = many + number;
        CHECK(!memo.find(key, found));
    }
}

TEST_CASE("what is remembered later takes the place of what was before")
{
    FoldMemo memo;
    memo.insert(key_of(8), Remembered(3).behaviour);
    memo.insert(key_of(8), Remembered(8).behaviour);
    CHECK(holds(memo, 8));
}

TEST_CASE("what was of no use is forgotten, the rest stays as it is")
{
    FoldMemo memo;
    for (std::uint32_t number = 0; number < many; ++number) memo.insert(key_of(number), Remembered(number).behaviour);
    for (std::uint32_t number = 0; number < many; number += 10) CHECK(holds(memo, number));
    const std::uint64_t before = memo.bytes();
    memo.forget_unused();
    CHECK(memo.bytes() < before);
    for (std::uint32_t number = 1; number < many; number += 10) CHECK(!holds(memo, number));
    for (std::uint32_t number = 0; number < many; number += 20) CHECK(holds(memo, number));
    // Of use is what has been found since.
    memo.forget_unused();
    for (std::uint32_t number = 10; number < many; number += 20) CHECK(!holds(memo, number));
    for (std::uint32_t number = 0; number < many; number += 20) CHECK(holds(memo, number));
    memo.clear();
    CHECK(!holds(memo, 0));
    memo.insert(key_of(4), Remembered(4).behaviour);
    CHECK(holds(memo, 4));
}

TEST_CASE("what follows the same again and again is found as what follows otherwise")
{
    FoldMemo memo;
    for (std::uint32_t number = 0; number < many; ++number) memo.insert(key_of(number), Remembered(number).behaviour);
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t number = 0; number < 50; ++number) CHECK(holds(memo, number));
    }
    for (std::uint32_t number = 0; number < 50; ++number) {
        CHECK(holds(memo, number));
        CHECK(holds(memo, many - 1 - number));
        CHECK(!holds(memo, many + number));
    }
    memo.forget_unused();
    for (std::uint32_t number = 0; number < 50; ++number) CHECK(holds(memo, number));
}

TEST_CASE("numbers of growths may be given anew")
{
    FoldMemo memo;
    for (std::uint32_t number = 0; number < 10; ++number) memo.insert(key_of(number), Remembered(number).behaviour);
    std::size_t seen = 0;
    memo.each_growth([&](GrowthStore::Number& growth) {
        growth += 100;
        ++seen;
    });
    CHECK(seen == 10);
    Behaviour found;
    REQUIRE(memo.find(key_of(7), found));
    CHECK(found.growth == Remembered(7).behaviour.growth + 100);
}

}  // namespace deltasim::test::fold_memo_test
