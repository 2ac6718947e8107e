// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "exchange/arrays/element_type.hpp"

// An array as a file has it: its elements row by row, little endian, in their own type.

namespace deltasim::exchange
{

struct Array {
    std::string name{};  ///< within a file of several
    ElementType type = ElementType::F32;
    std::vector<std::uint64_t> shape{};  ///< outermost first; none for a single number
    std::string bytes{};                 ///< as many as elements() takes

    /// Number of elements. Throws OverflowError.
    [[nodiscard]] std::uint64_t elements() const;
    /// Element `index`, row by row.
    [[nodiscard]] float number(std::uint64_t index) const;
    /// The same of a whole type. Those of 64 bits without a sign keep their bits.
    [[nodiscard]] std::int64_t whole_number(std::uint64_t index) const;
    /// All of them.
    [[nodiscard]] std::vector<float> numbers() const;
    /// `4096 x 25088`, or `a single number`.
    [[nodiscard]] std::string shape_text() const;
};

/// The bytes that a shape takes. Throws OverflowError.
[[nodiscard]] std::uint64_t bytes_of(const std::vector<std::uint64_t>& shape, ElementType type);

/// An array of fp32.
[[nodiscard]] Array array_of(std::string name, std::vector<std::uint64_t> shape, const std::vector<float>& numbers);

/// An array of whole numbers, I64.
[[nodiscard]] Array whole_array_of(std::string name, std::vector<std::uint64_t> shape,
                                   const std::vector<std::int64_t>& numbers);

/// An array of floating-point numbers in another floating-point type: each to the nearest, of two as near to the even
/// one.
[[nodiscard]] Array converted(const Array& array, ElementType type);

/// A matrix with rows and columns exchanged. Of `array` only the last two dimensions, which are all that it has.
[[nodiscard]] Array transposed(const Array& array);

}  // namespace deltasim::exchange
