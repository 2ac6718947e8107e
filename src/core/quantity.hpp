// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

// Physical quantities as types that cannot be mixed. A Quantity is a number with a tag. Only quantities with the same
// tag can be added and compared, and only a plain number can scale one.

namespace deltasim
{

template <class Tag, class Rep>
class Quantity
{
public:
    using rep = Rep;

    constexpr Quantity() = default;
    constexpr explicit Quantity(Rep value) : value_(value) {}

    /// The bare number, in the unit the alias names.
    [[nodiscard]] constexpr Rep value() const { return value_; }

    constexpr auto operator<=>(const Quantity&) const = default;

    constexpr Quantity& operator+=(Quantity other)
    {
        value_ += other.value_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other)
    {
        value_ -= other.value_;
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
    friend constexpr Quantity operator*(Quantity a, Rep factor) { return Quantity(a.value_ * factor); }
    friend constexpr Quantity operator*(Rep factor, Quantity a) { return a * factor; }
    /// The larger of two, by value: compiles without the branch that std::max makes.
    friend constexpr Quantity larger(Quantity a, Quantity b) { return a.value_ < b.value_ ? b : a; }

private:
    Rep value_{};
};

/// Simulated time in ticks of the machine's time base (see clock.hpp). Signed, so that differences are safe.
using Ticks = Quantity<struct TicksTag, std::int64_t>;
/// Clock cycles of one clock domain; the variable's name says of which.
using Cycles = Quantity<struct CyclesTag, std::int64_t>;
/// A size or an address in bytes.
using Bytes = Quantity<struct BytesTag, std::uint64_t>;
/// Simulated time in seconds, for reports only.
using Seconds = Quantity<struct SecondsTag, double>;
/// Energy.
using Picojoules = Quantity<struct PicojoulesTag, double>;

}  // namespace deltasim
