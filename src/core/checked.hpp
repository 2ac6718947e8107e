// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>

// 64-bit counting that cannot wrap silently. Other simulators have printed totals taken modulo 2^64; here an overflow
// throws.

namespace deltasim
{

/// A count or a size that does not fit 64 bits.
class OverflowError : public std::overflow_error
{
public:
    using std::overflow_error::overflow_error;
};

/// A counter of a simulation that does not fit 64 bits.
class CounterOverflow : public OverflowError
{
public:
    explicit CounterOverflow(std::size_t counter) : OverflowError("a counter does not fit 64 bits"), counter_(counter)
    {
    }

    [[nodiscard]] std::size_t counter() const { return counter_; }

private:
    std::size_t counter_;
};

/// A function of its own, so that sums and products are inlined.
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_overflow(std::uint64_t a, const char* sign, std::uint64_t b)
{
    throw OverflowError(std::to_string(a) + sign + std::to_string(b) + " does not fit 64 bits");
}

/// a + b. Throws OverflowError.
[[nodiscard]] inline std::uint64_t checked_add(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) throw_overflow(a, " + ", b);
    return sum;
}

/// a * b. Throws OverflowError.
[[nodiscard]] inline std::uint64_t checked_multiply(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) throw_overflow(a, " * ", b);
    return product;
}

/// The smallest number of `part`s that covers `whole`; `part` is at least 1.
[[nodiscard]] constexpr std::uint64_t divide_up(std::uint64_t whole, std::uint64_t part)
{
    return whole / part + (whole % part != 0 ? 1 : 0);
}

/// The least common multiple of two numbers, both at least 1; nothing where it is more than `most`.
[[nodiscard]] constexpr std::optional<std::uint64_t> common_multiple(std::uint64_t a, std::uint64_t b,
                                                                     std::uint64_t most)
{
    const std::uint64_t times = a / std::gcd(a, b);
    return times > most / b ? std::nullopt : std::optional(times * b);
}

/// Adds `more` to a sum. Throws OverflowError.
inline void checked_add_to(std::uint64_t& sum, std::uint64_t more) { sum = checked_add(sum, more); }

/// The smallest multiple of `step` that is no less than `value`. Throws OverflowError.
[[nodiscard]] inline std::uint64_t round_up(std::uint64_t value, std::uint64_t step)
{
    return checked_multiply(divide_up(value, step), step);
}

}  // namespace deltasim
