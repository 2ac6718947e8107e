// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "exchange/arrays/element_type.hpp"

// An array as it is in a file: its elements row by row, little endian, in their own type.

namespace deltasim::exchange
{

struct Array {
    std::string name{};  ///< in a file with several arrays
    ElementType type = ElementType::F32;
    std::vector<std::uint64_t> shape{};  ///< outermost dimension first; empty for a single number
    std::string bytes{};                 ///< as many as the elements take

    /// Number of elements. Throws OverflowError.
    [[nodiscard]] std::uint64_t elements() const;
    /// The element at `index`, counted row by row.
    [[nodiscard]] float number(std::uint64_t index) const;
    /// The same for a whole-number type. Unsigned numbers of 64 bits keep their bits.
    [[nodiscard]] std::int64_t whole_number(std::uint64_t index) const;
    /// All elements.
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

/// Converts an array of floating-point numbers to another floating-point type. Rounds to nearest, ties to even.
[[nodiscard]] Array converted(const Array& array, ElementType type);

/// Exchanges the rows and columns of a matrix. The shape of `array` must have exactly two dimensions.
[[nodiscard]] Array transposed(const Array& array);

}  // namespace deltasim::exchange
