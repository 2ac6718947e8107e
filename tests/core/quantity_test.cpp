// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <concepts>

#include "core/quantity.hpp"
#include "rooms.hpp"

namespace deltasim::test::quantity_test
{

namespace
{

template <class A, class B>
concept addable = requires(A a, B b)
{
    a + b;
};
template <class A, class B>
concept comparable = requires(A a, B b)
{
    a < b;
};
template <class A, class B>
concept multipliable = requires(A a, B b)
{
    a* b;
};

}  // namespace

TEST_CASE("quantities of one unit add, subtract and compare")
{
    CHECK(Ticks(5) + Ticks(7) == Ticks(12));
    CHECK(Ticks(5) - Ticks(7) == Ticks(-2));
    CHECK(Ticks(5) < Ticks(7));
    CHECK(Ticks(7) >= Ticks(7));
    CHECK(Ticks() == Ticks(0));
    Picojoules energy(1.5);
    energy += Picojoules(2.0);
    CHECK(energy.value() == 3.5);
    energy -= Picojoules(0.5);
    CHECK(energy == Picojoules(3.0));
}

TEST_CASE("a plain number scales a quantity from either side")
{
    CHECK(Cycles(6) * 7 == Cycles(42));
    CHECK(7 * Cycles(6) == Cycles(42));
    CHECK(Seconds(0.5) * 3.0 == Seconds(1.5));
}

TEST_CASE("quantities of different units do not mix")
{
    STATIC_REQUIRE(addable<Ticks, Ticks>);
    STATIC_REQUIRE_FALSE(addable<Ticks, Cycles>);
    STATIC_REQUIRE_FALSE(addable<Seconds, Picojoules>);
    STATIC_REQUIRE_FALSE(addable<Bytes, std::uint64_t>);
    STATIC_REQUIRE_FALSE(comparable<Ticks, Cycles>);
    STATIC_REQUIRE_FALSE(comparable<Cycles, std::int64_t>);
    STATIC_REQUIRE_FALSE(multipliable<Ticks, Ticks>);
    STATIC_REQUIRE_FALSE(std::convertible_to<std::int64_t, Ticks>);
    STATIC_REQUIRE_FALSE(std::convertible_to<Ticks, std::int64_t>);
}

TEST_CASE("quantities are constants where their numbers are")
{
    constexpr Bytes line = Bytes(8) * 4;
    STATIC_REQUIRE(line == Bytes(32));
    STATIC_REQUIRE(line > Bytes(31));
}

}  // namespace deltasim::test::quantity_test
