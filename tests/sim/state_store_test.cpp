// SPDX-License-Identifier: MIT
#include "sim/state/state_store.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::state_store_test
{

TEST_CASE("equal states have one number, and what was stored is read back")
{
    StateStore store;
    std::map<std::string, StateStore::Number> known;
    RandomSource random(1);
    for (int i = 0; i < 20'000; ++i) {
        // Short ones, many of them equal; some with a zero inside; some longer than a page.
        std::string state(random.between(0, i % 100 == 0 ? 5000 : 3), 'a');
        for (char& letter : state) letter = static_cast<char>(random.between(0, 5));
        const auto [place, is_new] = known.emplace(state, StateStore::Number{});
        const StateStore::Number number = store.intern(state);
        if (is_new) place->second = number;
        REQUIRE(number == place->second);
    }
    for (const auto& [state, number] : known) {
        const auto bytes = store[number];
        REQUIRE(std::string(bytes.begin(), bytes.end()) == state);
    }
    CHECK(known.size() > 300);
}

TEST_CASE("a state larger than what room is made for at once is kept whole")
{
    StateStore store;
    const std::string large(std::size_t{3} << 20U, 'x');
    const StateStore::Number small = store.intern("y");
    const StateStore::Number number = store.intern(large);
    CHECK(store.intern(large) == number);
    CHECK(store.intern(large + "x") != number);
    CHECK(store[number].size() == large.size());
    CHECK(std::string(store[small].begin(), store[small].end()) == "y");
    CHECK(store.bytes() >= large.size());
}

TEST_CASE("what is cleared is numbered anew, from nothing")
{
    StateStore store;
    const StateStore::Number first = store.intern("a");
    store.intern("b");
    const std::uint64_t bytes = store.bytes();
    store.clear();
    CHECK(store.bytes() <= bytes);
    CHECK(store.intern("b") == first);
    CHECK(store.intern("a") != first);
}

}  // namespace deltasim::test::state_store_test
