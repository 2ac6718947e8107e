// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "core/counter_random.hpp"
#include "core/enum_names.hpp"
#include "core/half_precision.hpp"
#include "core/precision.hpp"

// How a number changes when it is stored as a word. All words are kept as fp32 here, which can represent them exactly:
// a whole number is its code times the scale of its tensor, a power of two.

namespace deltasim::model
{

enum class Rounding : std::uint8_t { nearest, stochastic };

inline constexpr EnumNames<Rounding, 2> rounding_names{{"nearest", "stochastic"}};

[[nodiscard]] constexpr std::string_view name_of(Rounding rounding) { return rounding_names[rounding]; }

[[nodiscard]] constexpr bool is_integer(Precision precision)
{
    return precision == Precision::int16 || precision == Precision::int8;
}

/// The largest code. The smallest code is its negative, so that ranges are symmetric.
[[nodiscard]] constexpr float largest_code(Precision precision) { return precision == Precision::int8 ? 127 : 32767; }

/// How the words of one tensor store numbers. A number beyond the range of codes becomes the largest (or smallest)
/// code; NaN becomes 0.
struct ValueFormat {
    Precision precision = Precision::fp32;
    Rounding rounding = Rounding::nearest;
    float scale = 1.0F;     ///< for whole numbers: the value of a code of 1, a power of two
    std::uint64_t key = 0;  ///< for random numbers, which also depend on the word

    /// Rounds to nearest, ties to even; or, stochastically, to one of the two neighbours, with a probability that makes
    /// the mean exact.
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
        // No code represents negative zero.
        return (code > most ? most : code < -most ? -most : code) * scale + 0.0F;
    }

    /// The whole number below or above, chosen at random; a whole number stays as it is.
    [[nodiscard]] static float either_neighbour(float number, std::uint64_t random)
    {
        const float below = std::floor(number);
        return in_unit_interval(random) < number - below ? below + 1.0F : below;
    }

    [[nodiscard]] float stochastic(float value, std::uint64_t random) const
    {
        if (is_integer(precision)) return of_code(either_neighbour(value / scale, random));
        // Random bits are added below the last kept bit; they carry into it with the right probability.
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

/// How the products of the words of two tensors are rounded and summed. Products of floating-point numbers are rounded
/// to `precision` and summed in fp32. Of products of whole numbers the bits below the upper 16 are rounded off; the
/// rest is summed exactly, in 32 bits.
struct Products {
    Precision precision = Precision::fp32;
    double unit = 1.0;  ///< for whole numbers: the value of a product of 1

    [[nodiscard]] bool whole_numbers() const { return is_integer(precision); }

    /// Exact for whole numbers, so that their sums are exact in double precision.
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

/// Adds a partial sum to another: exactly for whole numbers, else in fp32.
inline void add_partial_sum(bool whole_numbers, double& sum, double partial)
{
    sum = whole_numbers ? sum + partial : static_cast<double>(static_cast<float>(sum) + static_cast<float>(partial));
}

/// The end of a row: the partial sums of the lanes are added to the start of the row in lane order. Partial sums of
/// whole numbers are first added to each other, exactly.
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
