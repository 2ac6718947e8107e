// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/enum_names.hpp"
#include "core/terms.hpp"

// Number formats of words, and the rule that says in which of them an operation computes.

namespace deltasim
{

enum class Precision : std::uint8_t { fp32, fp16, bf16, int16, int8 };

inline constexpr EnumNames<Precision, 5> precision_names{{"fp32", "fp16", "bf16", "int16", "int8"}};
inline constexpr std::size_t precision_count = precision_names.size();

[[nodiscard]] constexpr std::string_view name_of(Precision precision) { return precision_names[precision]; }

/// Bytes of a word.
[[nodiscard]] constexpr std::uint64_t bytes_of(Precision precision)
{
    constexpr std::array<std::uint64_t, precision_count> bytes{4, 2, 2, 2, 1};
    return bytes[static_cast<std::size_t>(precision)];
}
[[nodiscard]] constexpr std::uint64_t bits_of(Precision precision) { return 8 * bytes_of(precision); }

/// The precision in which an operation on both computes: the wider of the two; of two with equal width the
/// floating-point one; fp32 for fp16 with bf16, since neither holds all numbers of the other (the promotion rules of
/// JAX and PyTorch). The result depends neither on order nor on grouping.
[[nodiscard]] constexpr Precision wider(Precision a, Precision b)
{
    const bool halves =
        (a == Precision::fp16 && b == Precision::bf16) || (a == Precision::bf16 && b == Precision::fp16);
    return halves ? Precision::fp32 : std::min(a, b);
}

/// Bits of a sum that a lane keeps: integer sums have 32 bits, so that products do not overflow them.
[[nodiscard]] constexpr std::uint64_t sum_bits(Precision precision)
{
    const bool is_integer = precision == Precision::int16 || precision == Precision::int8;
    return is_integer ? 32 : bits_of(precision);
}

/// How often lanes perform each operation in each precision, indexed by Precision and Operation.
using OperationsByPrecision = std::array<OperationCounts, precision_count>;

[[nodiscard]] constexpr OperationCounts& counts_of(OperationsByPrecision& operations, Precision precision)
{
    return operations[static_cast<std::size_t>(precision)];
}
[[nodiscard]] constexpr const OperationCounts& counts_of(const OperationsByPrecision& operations, Precision precision)
{
    return operations[static_cast<std::size_t>(precision)];
}

}  // namespace deltasim
