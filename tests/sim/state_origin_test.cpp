// SPDX-License-Identifier: MIT
#include "sim/state/state_origin.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <set>

#include "rooms.hpp"

// Which banks count as which, and which of them a loop can reach.

namespace deltasim::test::state_origin_test
{

namespace
{

/// Two ranks of two groups of four banks; the rank lies between row and bank. One tensor, in places 0 to 99.
StateOrigin two_ranks()
{
    StateOrigin origin;
    origin.like_banks = 4;
    origin.rank_banks = 8;
    origin.ranks = 2;
    origin.like_groups = 2;
    origin.rows = {{.first = 0, .last = 99}};
    return origin;
}

std::set<std::size_t> reached(const StateOrigin& origin)
{
    std::set<std::size_t> banks;
    for (std::size_t bank = 0; bank < 16; ++bank) {
        if (origin.reaches(bank)) banks.insert(bank);
    }
    return banks;
}

}  // namespace

TEST_CASE("a loop reaches the banks of the places that are before it")
{
    StateOrigin origin = two_ranks();
    CHECK(reached(origin) == std::set<std::size_t>{0, 4});  // one place, in each group
    origin.rows[0].reached = 3;
    origin.rows[0].most = 1;
    CHECK(reached(origin) == std::set<std::size_t>{3, 7, 8, 12});  // the second place is in the other rank
    origin.rows[0].reached = 47;                                   // the last place of its row
    CHECK(reached(origin) == std::set<std::size_t>{11, 15, 0, 4});
    origin.rows[0].least = -1;
    CHECK(reached(origin) == std::set<std::size_t>{10, 14, 11, 15, 0, 4});
    origin.rows[0].most = 6;
    CHECK(reached(origin).size() == 16);
}

TEST_CASE("a loop reaches no place behind its tensor, and none in other bank groups than its streams stay in")
{
    StateOrigin origin = two_ranks();
    origin.rows[0].reached = 99;
    origin.rows[0].most = 50;
    CHECK(reached(origin) == std::set<std::size_t>{3, 7});
    origin.rows[0].groups = 2;
    CHECK(reached(origin) == std::set<std::size_t>{7});
    origin.rows.push_back({.first = 100, .last = 200, .reached = 100, .groups = 1});
    CHECK(reached(origin) == std::set<std::size_t>{7, 8});
    origin.rows.clear();
    CHECK(reached(origin).empty());
}

TEST_CASE("ports on chip count from the bank that counts as the first, in each row of ports")
{
    StateOrigin origin;
    origin.first_on_chip = {0, 3};
    constexpr std::size_t banks = 5;
    for (const std::size_t port : {0U, 4U, 9U}) CHECK(origin.port_at(port, 0, banks) == port);
    for (const std::size_t port : {0U, 4U, 9U})
        CHECK(origin.port_at(port, 2, banks) == port);  // a memory that is left out
    CHECK(origin.port_at(0, 1, banks) == 3);
    CHECK(origin.port_at(1, 1, banks) == 4);
    CHECK(origin.port_at(2, 1, banks) == 0);
    CHECK(origin.port_at(5, 1, banks) == 8);
    CHECK(origin.port_at(9, 1, banks) == 7);
}

}  // namespace deltasim::test::state_origin_test
