// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "core/counter_random.hpp"
#include "core/half_precision.hpp"
#include "core/precision.hpp"

// What a number becomes when it is stored as a word. All words are kept as fp32 here, which holds every one of them:
// a whole number is its code times its tensor's scale, a power of two.

namespace deltasim::model
{

enum class Rounding : std::uint8_t { nearest, stochastic };

inline constexpr std::array<std::string_view, 2> rounding_names{"nearest", "stochastic"};

[[nodiscard]] constexpr std::string_view name_of(Rounding rounding)
{
    return rounding_names[static_cast<std::size_t>(rounding)];
}

[[nodiscard]] constexpr bool is_integer(Precision precision)
{
    return precision == Precision::int16 || precision == Precision::int8;
}

/// The largest code: the smallest is its negative, so that ranges are symmetric.
[[nodiscard]] constexpr float largest_code(Precision precision) { return precision == Precision::int8 ? 127 : 32767; }

/// How the words of one tensor hold numbers. Whole numbers end at the largest code, whatever lies beyond; what is no
/// number becomes 0 there.
struct ValueFormat {
    Precision precision = Precision::fp32;
    Rounding rounding = Rounding::nearest;
    float scale = 1.0F;     ///< of whole numbers: what a code of 1 stands for, a power of two
    std::uint64_t key = 0;  ///< of the random numbers, which are told apart by the word

    /// To the nearest, of two as near to the even one; or, stochastically, to one of the two neighbours with a
    /// probability that makes the mean right.
    [[nodiscard]] float operator()(float value, std::uint64_t word) const
    {
        if (precision == Precision::fp32) return value;
        return rounding == Rounding::nearest ? nearest(value) : stochastic(value, mixed(key, word));
    }

    [[nodiscard]] float nearest(float value) const
    {
        switch (precision) {
        case Precision::fp32: return value;
        case Precision::fp16: return round_to_fp16(value);
        case Precision::bf16: return round_to_bf16(value);
        case Precision::int16:
        case Precision::int8: return of_code(std::nearbyint(value / scale));
        }
        return value;
    }

private:
    [[nodiscard]] float of_code(float code) const
    {
        const float most = largest_code(precision);
        if (!(code == code)) return 0.0F;
        // No code stands for a zero with a sign.
        return (code > most ? most : code < -most ? -most : code) * scale + 0.0F;
    }

    /// The whole number below or above; a whole number itself.
    [[nodiscard]] static float either_neighbour(float number, std::uint64_t random)
    {
        const float below = std::floor(number);
        return in_unit_interval(random) < number - below ? below + 1.0F : below;
    }

    [[nodiscard]] float stochastic(float value, std::uint64_t random) const
    {
        if (is_integer(precision)) return of_code(either_neighbour(value / scale, random));
        // Random bits below the last that is kept carry into it as often as they should.
        const auto bits = std::bit_cast<std::uint32_t>(value);
        if (!(std::abs(value) <= 65504.0F) || precision == Precision::bf16) {
            if (!std::isfinite(value) || precision == Precision::fp16) return nearest(value);
            return std::bit_cast<float>((bits + static_cast<std::uint32_t>(random >> 48U)) & 0xFFFF0000U);
        }
        if (std::abs(value) < 0x1p-14F) {
            return either_neighbour(value * 0x1p24F, random) * 0x1p-24F;
        }
        return nearest(std::bit_cast<float>((bits + static_cast<std::uint32_t>(random >> 51U)) & 0xFFFFE000U));
    }
};

/// The type that products of the words of two tensors are rounded to, and how they are summed: those of floating-point
/// numbers in fp32; those of whole numbers exactly, in 32 bits, after what of a product is below its upper 16 bits has
/// been rounded off.
struct Products {
    Precision precision = Precision::fp32;
    double unit = 1.0;  ///< of whole numbers: what a product of 1 stands for

    [[nodiscard]] bool whole_numbers() const { return is_integer(precision); }

    /// Exact for whole numbers, whose sums are then exact in double precision.
    [[nodiscard]] float operator()(float x, float y) const
    {
        switch (precision) {
        case Precision::fp32: return x * y;
        case Precision::fp16: return round_to_fp16(x * y);
        case Precision::bf16: return round_to_bf16(x * y);
        case Precision::int16:
        case Precision::int8: break;
        }
        const double exact = static_cast<double>(x) * static_cast<double>(y);
        return static_cast<float>(std::nearbyint(exact / unit) * unit);
    }

    void add(double& sum, float term) const
    {
        if (is_integer(precision)) {
            sum += static_cast<double>(term);
        } else {
            sum = static_cast<double>(static_cast<float>(sum) + term);
        }
    }
};

/// Adds a partial sum to another: of whole numbers exactly, else in fp32.
inline void add_partial_sum(bool whole_numbers, double& sum, double partial)
{
    sum = whole_numbers ? sum + partial : static_cast<double>(static_cast<float>(sum) + static_cast<float>(partial));
}

/// The end of a row: lanes' partial sums added to the row's start in lane order; those of whole numbers to one another
/// first, exactly.
class RowEnd
{
public:
    RowEnd(const Products& products, float start) : integer_(is_integer(products.precision)), start_(start), z_(start)
    {
    }

    void add(double partial)
    {
        if (integer_) {
            whole_ += partial;
        } else {
            z_ += static_cast<float>(partial);
        }
    }
    [[nodiscard]] float z() const { return integer_ ? start_ + static_cast<float>(whole_) : z_; }

private:
    bool integer_;
    float start_;
    float z_;
    double whole_ = 0.0;
};

}  // namespace deltasim::model
