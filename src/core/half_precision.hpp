// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

// Converts 16-bit numbers, fp16 (IEEE 754 binary16) and bf16 (the upper half of an fp32), from and to fp32. Rounds to
// nearest, ties to even. Has no branches, so that loops over words are vectorised.

namespace deltasim
{

[[nodiscard]] inline float from_bf16(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

/// The bf16 nearest to a number, as fp32.
[[nodiscard]] inline float round_to_bf16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t even = (bits >> 16U) & 1U;
    const std::uint32_t rounded = (bits + 0x7FFFU + even) & 0xFFFF0000U;
    const std::uint32_t quiet = (bits | 0x400000U) & 0xFFFF0000U;
    return std::bit_cast<float>(value == value ? rounded : quiet);
}

[[nodiscard]] inline std::uint16_t to_bf16(float value)
{
    return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(round_to_bf16(value)) >> 16U);
}

/// The fp16 nearest to a number, as fp32. From 65520 on the result is infinity; results below 2^-14 are multiples of
/// 2^-24.
[[nodiscard]] inline float round_to_fp16(float value)
{
    constexpr float least_normal = 0x1p-14F;
    constexpr float becomes_infinite = 65520.0F;
    // Fp32 numbers of this size lie 2^-24 apart, so that adding it rounds to 2^-24.
    constexpr float spacing = 0x1.8p-1F;
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits & 0x80000000U;
    const std::uint32_t magnitude = bits ^ sign;
    const auto size = std::bit_cast<float>(magnitude);
    const std::uint32_t normal = (magnitude + 0xFFFU + ((magnitude >> 13U) & 1U)) & 0xFFFFE000U;
    const std::uint32_t tiny = std::bit_cast<std::uint32_t>((size + spacing) - spacing);
    constexpr std::uint32_t infinity = 0x7F800000U;
    std::uint32_t rounded = size < least_normal ? tiny : normal;
    rounded = size >= becomes_infinite ? infinity : rounded;
    rounded = value == value ? rounded : infinity | 0x400000U;
    return std::bit_cast<float>(rounded | sign);
}

[[nodiscard]] inline float from_fp16(std::uint16_t bits)
{
    const std::uint32_t sign = (bits & 0x8000U) << 16U;
    const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
    const std::uint32_t fraction = bits & 0x3FFU;
    if (exponent == 0) {
        const float size = static_cast<float>(fraction) * 0x1p-24F;
        return std::bit_cast<float>(std::bit_cast<std::uint32_t>(size) | sign);
    }
    // From an exponent bias of 15 to one of 127.
    const std::uint32_t wide = exponent == 0x1FU ? 0xFFU : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23U) | (fraction << 13U));
}

[[nodiscard]] inline std::uint16_t to_fp16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(round_to_fp16(value));
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const auto size = std::bit_cast<float>(bits & 0x7FFFFFFFU);
    if (size < 0x1p-14F) return static_cast<std::uint16_t>(sign | static_cast<std::uint32_t>(size * 0x1p24F));
    const std::uint32_t exponent = (bits >> 23U) & 0xFFU;
    const std::uint32_t narrow = exponent == 0xFFU ? 0x1FU : exponent - 112U;
    return static_cast<std::uint16_t>(sign | (narrow << 10U) | ((bits >> 13U) & 0x3FFU));
}

}  // namespace deltasim
