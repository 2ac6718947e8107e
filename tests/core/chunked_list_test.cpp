// SPDX-License-Identifier: MIT
#include "core/chunked_list.hpp"

#include <catch2/catch.hpp>

#include <cstdint>

namespace deltasim::test::chunked_list_test
{

TEST_CASE("a list in chunks holds what was put in, at places that do not move")
{
    constexpr std::uint64_t many = 20'000;
    ChunkedList<std::uint64_t> list;
    CHECK(list.size() == 0);
    list.push_back(7);
    const std::uint64_t* const first = &list[0];
    for (std::uint64_t i = 1; i < many; ++i) list.push_back(i * i);
    REQUIRE(list.size() == many);
    CHECK(&list[0] == first);
    CHECK(list[0] == 7);
    bool all = true;
    for (std::uint64_t i = 1; i < many; ++i) all = all && list[i] == i * i;
    CHECK(all);
    CHECK(list.bytes() >= many * sizeof(std::uint64_t));
    CHECK(list.bytes() < 2 * many * sizeof(std::uint64_t));
}

TEST_CASE("a list that shrinks gives its memory back and grows again")
{
    ChunkedList<std::uint64_t> list;
    for (std::uint64_t i = 0; i < 20'000; ++i) list.push_back(i);
    const std::size_t before = list.bytes();
    list.shrink(5'000);
    CHECK(list.size() == 5'000);
    CHECK(list.bytes() < before);
    CHECK(list[4'999] == 4'999);
    list.push_back(1);
    CHECK(list[5'000] == 1);
    list.shrink(0);
    CHECK(list.bytes() == 0);
}

}  // namespace deltasim::test::chunked_list_test
