// SPDX-License-Identifier: MIT
#include "sim/state/key_bytes.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::key_bytes_test
{

TEST_CASE("packed numbers are read back, small ones from one byte")
{
    KeyBytes bytes;
    std::vector<std::uint64_t> numbers{0, 127, 128, ~std::uint64_t{0}};
    RandomSource random(1);
    for (int i = 0; i < 10'000; ++i) numbers.push_back(std::uint64_t{1} << random.between(0, 63));
    for (const std::uint64_t number : numbers) bytes.append_packed(number);
    const char* next = bytes.view().data();
    for (const std::uint64_t number : numbers) REQUIRE(take_packed(next) == number);
    CHECK(next == bytes.view().data() + bytes.view().size());

    bytes.clear();
    bytes.append_packed(127);
    CHECK(bytes.view().size() == 1);
}

TEST_CASE("the bytes of numbers are appended, and the first may be set later")
{
    KeyBytes bytes;
    bytes.append(char{0});
    bytes.append(std::uint16_t{0x6261});
    bytes.set_first('x');
    CHECK(std::string(bytes.view()) == "xab");
}

}  // namespace deltasim::test::key_bytes_test
