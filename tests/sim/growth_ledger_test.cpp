// SPDX-License-Identifier: MIT
#include "sim/fold/growth_ledger.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <vector>

#include "config/shipped_devices.hpp"
#include "core/checked.hpp"
#include "rooms.hpp"
#include "sim/memories/dram.hpp"

// What is added to counters, by hand-made blocks, compared with adding it at once.

namespace deltasim::test::growth_ledger_test
{

namespace
{

constexpr std::size_t executions = 10;  // counters before those of steps
constexpr std::size_t steps = 20;

/// A ledger of counters without a DRAM.
struct Book {
    Book() { CHECK(ledger.begin_nest(1, 1, steps)); }

    /// The machine counts by itself.
    void count(std::size_t counter, std::uint64_t by)
    {
        counts[counter] += by;
        ledger.note_simulation();
    }

    Counts counts{executions + steps};
    GrowthLedger ledger{counts, CounterPlaces(nullptr, executions + steps, executions)};
};

constexpr StepRange loop_at(std::size_t first) { return {first, 4}; }
CounterPlace from_step(std::size_t first)
{
    CounterPlace place;
    place.first_step = static_cast<std::uint16_t>(first);
    return place;
}

}  // namespace

TEST_CASE("what the machine counted in a block is added again for each time the block is applied")
{
    Book book;
    book.count(3, 5);
    book.ledger.begin_block();
    book.count(3, 2);
    book.count(executions + 1, 1);
    const GrowthStore::Number growth = book.ledger.end_block(from_step(0), loop_at(0));
    for (int i = 0; i < 10; ++i) book.ledger.apply(growth, from_step(0));
    book.count(4, 1);
    book.ledger.settle();
    CHECK(book.counts[3] == 5 + 2 + 10 * 2);
    CHECK(book.counts[4] == 1);
    CHECK(book.counts[executions + 1] == 11);
    CHECK(book.ledger.growths() == 0);
}

TEST_CASE("a loop with the same signature counts for its own steps")
{
    Book book;
    book.ledger.begin_block();
    book.count(executions + 2, 3);
    book.count(1, 1);
    const GrowthStore::Number growth = book.ledger.end_block(from_step(0), loop_at(0));
    book.ledger.apply(growth, from_step(8));
    book.ledger.settle();
    CHECK(book.counts[executions + 2] == 3);
    CHECK(book.counts[executions + 10] == 3);
    CHECK(book.counts[1] == 2);
}

TEST_CASE("blocks inside of blocks are multiplied, whoever is remembered and whoever is not")
{
    Book book;
    book.ledger.begin_block();  // the outermost
    book.ledger.begin_block();
    book.count(executions + 5, 1);
    const GrowthStore::Number inner = book.ledger.end_block(from_step(4), loop_at(4));
    book.count(0, 1);
    book.ledger.begin_block();  // not remembered: it belongs to the outermost
    book.count(1, 1);
    book.ledger.apply(inner, from_step(4));
    book.count(0, 1);
    book.ledger.drop_block();
    book.ledger.apply(inner, from_step(12));
    const GrowthStore::Number outer = book.ledger.end_block(from_step(4), {4, 12});
    CHECK(outer != inner);
    for (int i = 0; i < 99; ++i) book.ledger.apply(outer, from_step(4));
    book.ledger.settle();
    CHECK(book.counts[0] == 200);
    CHECK(book.counts[1] == 100);
    CHECK(book.counts[executions + 5] == 200);
    CHECK(book.counts[executions + 13] == 100);
}

TEST_CASE("growths of growths reach numbers that no one could count to, and an overflow is an error")
{
    Book book;
    book.ledger.begin_block();
    book.count(2, 1);
    GrowthStore::Number growth = book.ledger.end_block(from_step(0), loop_at(0));
    std::uint64_t expected = 1;
    for (int level = 0; level < 15; ++level) {
        book.ledger.begin_block();
        for (int i = 0; i < 16; ++i) book.ledger.apply(growth, from_step(0));
        growth = book.ledger.end_block(from_step(0), loop_at(0));
        expected = expected * 16;
    }
    book.ledger.apply(growth, from_step(0));
    book.ledger.settle();
    CHECK(book.counts[2] == 1 + 16 * (expected / 15) + expected);  // every level was run once, and the last once more

    Book large;
    large.ledger.begin_block();
    large.count(2, std::numeric_limits<std::uint64_t>::max() / 2);
    const GrowthStore::Number half = large.ledger.end_block(from_step(0), loop_at(0));
    for (int i = 0; i < 3; ++i) large.ledger.apply(half, from_step(0));
    try {
        large.ledger.settle();
        FAIL("three halves fit");
    } catch (const CounterOverflow& overflow) {
        CHECK(overflow.counter() == 2);
    }
}

TEST_CASE("what no behaviour needs is forgotten, but not what the ledger itself needs")
{
    Book book;
    std::vector<GrowthStore::Number> growths;
    for (std::size_t i = 0; i < 4; ++i) {
        book.ledger.begin_block();
        book.count(i, 1);
        if (i == 3) book.ledger.apply(growths[0], from_step(0));
        growths.push_back(book.ledger.end_block(from_step(0), loop_at(0)));
    }
    // The ledger has all of them in its list: nothing may go.
    const std::vector<GrowthStore::Number> numbers = book.ledger.keep(std::vector<bool>(4));
    CHECK(book.ledger.growths() == 4);
    for (std::size_t i = 0; i < 4; ++i) book.ledger.apply(numbers[growths[i]], from_step(0));
    book.ledger.settle();
    CHECK(book.counts[0] == 4);
    CHECK(book.counts[1] == 2);
    CHECK(book.counts[3] == 2);
}

TEST_CASE("a list of more behaviours than the ledger holds is added up on the way, and what is remembered stays")
{
    Book book;
    book.ledger.begin_block();
    book.count(5, 3);
    const GrowthStore::Number growth = book.ledger.end_block(from_step(0), loop_at(0));
    constexpr std::uint64_t many = 2'500'000;
    for (std::uint64_t i = 0; i < many; ++i) book.ledger.apply(growth, from_step(0));
    CHECK(book.counts[5] > many);  // not all of them wait
    CHECK(book.ledger.growths() == 1);
    book.count(5, 1);
    book.ledger.apply(growth, from_step(0));
    book.ledger.settle();
    CHECK(book.counts[5] == 3 * (many + 2) + 1);
}

TEST_CASE("a store keeps what is marked and what is inside of it, under new numbers")
{
    GrowthStore store;
    const GrowthStore::Change one{1, 1};
    const GrowthStore::Change two{2, 1};
    const GrowthStore::Change three{3, 70'000};
    const GrowthStore::Number a = store.add({&one, 1}, {});
    const GrowthStore::Number b = store.add({&two, 1}, {});
    const GrowthStore::Part inside{b, from_step(0)};
    const GrowthStore::Number c = store.add({&three, 1}, {&inside, 1});
    std::vector<bool> marked(3);
    marked[c] = true;
    const std::vector<GrowthStore::Number> numbers = store.keep(marked);
    CHECK(store.size() == 2);
    CounterPlaces places(nullptr, executions + steps, executions);
    places.set_alike(1, 1);
    Counts counts(executions + steps);
    const std::vector<GrowthStore::Part> grown(5, {numbers[c], from_step(0)});
    store.add_to(counts, grown, places);
    CHECK(counts[1] == 0);
    CHECK(counts[2] == 5);
    CHECK(counts[3] == 350'000);
    CHECK(a != c);
}

TEST_CASE("counters of alike banks move with the bank and the group that a block begins at")
{
    CounterLayout layout;
    const DramDevice device = shipped_device("ddr4_2400_8gb_x8");
    Dram dram("dram", device, Clock(Ticks(1)), layout);
    const std::size_t first_execution = layout.add(steps, "steps");
    Counts counts(layout.size());
    dram.count_in(counts);
    CounterPlaces places(&dram, layout.size(), first_execution);
    places.set_alike(4, 4);
    CHECK(places.have_room(steps));
    const auto at = [](unsigned bank, unsigned group) {
        return CounterPlace{static_cast<std::uint8_t>(bank), static_cast<std::uint8_t>(group), 0};
    };
    std::size_t moved = 0;
    for (std::size_t counter = 0; counter < counts.size(); ++counter) {
        for (unsigned first = 0; first < 16; ++first) {
            const CounterPlace from = at(first % 4, first / 4);
            const std::uint32_t number = places.number_of(counter, from, loop_at(0));
            REQUIRE(places.counter_of(number, from) == counter);
            if (places.counter_of(number, at(0, 0)) != counter && number < counts.size()) ++moved;
        }
    }
    CHECK(moved > device.banks() * 15);  // every bank has counters that move with each of fifteen places

    for (unsigned outer = 0; outer < 16; ++outer) {
        for (unsigned inner = 0; inner < 16; ++inner) {
            const CounterPlace around = at(outer % 4, outer / 4);
            const CounterPlace inside = at(inner % 4, inner / 4);
            CHECK(places.placed_in(around, places.seen_from(around, inside)) == inside);
        }
        CHECK(places.placed_in(at(outer % 4, outer / 4), places.seen_from(at(1, 1), CounterPlace{})) == CounterPlace{});
    }
}

TEST_CASE("a program of more steps than a place has room for is told")
{
    CounterPlaces places(nullptr, executions, 0);
    places.set_alike(1, 1);
    CHECK(places.have_room(65'535));
    CHECK(!places.have_room(65'536));
    places.set_alike(256, 1);
    CHECK(!places.have_room(1));
}

}  // namespace deltasim::test::growth_ledger_test
