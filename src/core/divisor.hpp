// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// Division by a constant divisor, several times as fast as the processor's own division: every access of the machine
// divides by a clock period, a line size or a number of banks.

namespace deltasim
{

class Divisor
{
public:
    constexpr Divisor() = default;
    /// `value` is at least 1.
    constexpr explicit Divisor(std::uint64_t value)
        : value_(value),
          reciprocal_(value == 1 ? ~std::uint64_t{0} : static_cast<std::uint64_t>((Wide{1} << 64U) / value))
    {
    }

    [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

    /// dividend / value(). The product with the rounded reciprocal is the quotient or one less.
    [[nodiscard]] constexpr std::uint64_t divide(std::uint64_t dividend) const
    {
        const auto estimate = static_cast<std::uint64_t>((Wide{dividend} * reciprocal_) >> 64U);
        return estimate + (dividend - estimate * value_ >= value_ ? 1 : 0);
    }

    /// dividend % value().
    [[nodiscard]] constexpr std::uint64_t remainder(std::uint64_t dividend) const
    {
        return dividend - divide(dividend) * value_;
    }

    friend constexpr bool operator==(const Divisor&, const Divisor&) = default;

private:
    __extension__ using Wide = unsigned __int128;

    std::uint64_t value_ = 1;
    std::uint64_t reciprocal_ = ~std::uint64_t{0};
};

}  // namespace deltasim
