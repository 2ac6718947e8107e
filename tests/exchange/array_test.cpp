// SPDX-License-Identifier: MIT
#include "exchange/arrays/array.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "rooms.hpp"

namespace deltasim::test::array_test
{

namespace
{

Array doubles(const std::vector<double>& numbers)
{
    std::string bytes(numbers.size() * sizeof(double), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return {"a", ElementType::F64, {numbers.size()}, bytes};
}

}  // namespace

TEST_CASE("a conversion takes the nearest number, of two as near the even one")
{
    struct Rounding {
        double number;
        float fp16;
        float bf16;
    };
    // Numbers with 2^-40 or 2^-45 differ from a tie by less than fp32 can represent.
    const std::vector<Rounding> roundings{
        {1.0, 1.0F, 1.0F},
        {1 + 0x1p-11, 1.0F, 1.0F},
        {1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-10F, 1.0F},
        {1 + 3 * 0x1p-11, 1 + 0x1p-9F, 1.0F},
        {-(1 + 3 * 0x1p-11 - 0x1p-40), -(1 + 0x1p-10F), -1.0F},
        {1 + 0x1p-8, 1 + 0x1p-8F, 1.0F},
        {1 + 0x1p-8 + 0x1p-45, 1 + 0x1p-8F, 1 + 0x1p-7F},
        {1 + 3 * 0x1p-8 - 0x1p-45, 1 + 3 * 0x1p-8F, 1 + 0x1p-7F},
        {0x1p-25, 0.0F, 0x1p-25F},
        {0x1p-25 + 0x1p-70, 0x1p-24F, 0x1p-25F},
        {1e300, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()},
        {-0.0, -0.0F, -0.0F}};
    for (const Rounding& rounding : roundings) {
        INFO(rounding.number);
        const Array one = doubles({rounding.number});
        const float fp16 = converted(one, ElementType::F16).number(0);
        const float bf16 = converted(one, ElementType::BF16).number(0);
        CHECK(std::bit_cast<std::uint32_t>(fp16) == std::bit_cast<std::uint32_t>(rounding.fp16));
        CHECK(std::bit_cast<std::uint32_t>(bf16) == std::bit_cast<std::uint32_t>(rounding.bf16));
        CHECK(converted(one, ElementType::F32).number(0) == static_cast<float>(rounding.number));
        CHECK(converted(one, ElementType::F64).bytes == one.bytes);
    }
    const Array odd = doubles({std::nan("")});
    for (const ElementType type : {ElementType::F16, ElementType::BF16, ElementType::F32}) {
        CHECK(std::isnan(converted(odd, type).number(0)));
    }
}

TEST_CASE("a conversion keeps name and shape, and comes back from a wider type")
{
    const Array halves =
        converted(array_of("w", {2, 3}, {0.5F, -1.25F, 3.0F, 0x1p-24F, 65504.0F, -0.0F}), ElementType::F16);
    CHECK(halves.name == "w");
    CHECK(halves.shape == std::vector<std::uint64_t>{2, 3});
    CHECK(halves.bytes.size() == 12);
    for (const ElementType type : {ElementType::F32, ElementType::F64}) {
        const Array wide = converted(halves, type);
        CHECK(wide.type == type);
        CHECK(wide.numbers() == halves.numbers());
        CHECK(converted(wide, ElementType::F16).bytes == halves.bytes);
    }
}

}  // namespace deltasim::test::array_test
