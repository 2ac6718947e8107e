// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/checked.hpp"

// The counters of a simulation: one dense array of 64-bit counters. Each module that counts gets a range of it. Sums,
// differences and multiples of whole runs are implemented once, here, so that no counter can be forgotten.

namespace deltasim
{

class Counts
{
public:
    Counts() = default;
    explicit Counts(std::size_t size) : values_(size, 0) {}
    explicit Counts(std::span<const std::uint64_t> values) : values_(values.begin(), values.end()) {}

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] std::span<const std::uint64_t> values() const { return values_; }
    [[nodiscard]] std::uint64_t operator[](std::size_t index) const { return values_[index]; }
    [[nodiscard]] std::uint64_t& operator[](std::size_t index) { return values_[index]; }

    /// Adds to one counter `times` times. Throws CounterOverflow.
    void add(std::size_t index, std::uint64_t by, std::uint64_t times = 1)
    {
        std::uint64_t product = 0;
        if (__builtin_mul_overflow(by, times, &product) ||
            __builtin_add_overflow(values_[index], product, &values_[index])) {
            throw CounterOverflow(index);
        }
    }
    /// Adds `other` element by element; sizes are equal. Throws OverflowError.
    Counts& operator+=(const Counts& other)
    {
        for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = checked_add(values_[i], other.values_[i]);
        return *this;
    }
    /// Subtracts an earlier state of the same counters.
    Counts& operator-=(const Counts& earlier)
    {
        for (std::size_t i = 0; i < values_.size(); ++i) values_[i] -= earlier.values_[i];
        return *this;
    }
    /// Multiplies every counter. Throws OverflowError.
    Counts& operator*=(std::uint64_t factor)
    {
        for (std::uint64_t& value : values_) value = checked_multiply(value, factor);
        return *this;
    }
    friend Counts operator+(Counts a, const Counts& b) { return a += b; }
    friend Counts operator-(Counts a, const Counts& b) { return a -= b; }
    friend Counts operator*(Counts a, std::uint64_t factor) { return a *= factor; }
    friend bool operator==(const Counts&, const Counts&) = default;

private:
    std::vector<std::uint64_t> values_;
};

}  // namespace deltasim
