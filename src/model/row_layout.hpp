// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/terms.hpp"
#include "model/head.hpp"

// Matrices with padding after each row, so that a walk down a column visits one bank after the other instead of always
// the same.

namespace deltasim::model
{

struct RowLayout {
    std::uint64_t row_words = 0;
    std::uint64_t pitch_words = 0;  ///< words from the beginning of one row to the beginning of the next

    /// The place of the word that would be at `index` without padding.
    [[nodiscard]] std::uint64_t padded(std::uint64_t index) const
    {
        return index / row_words * pitch_words + index % row_words;
    }

    /// The inverse of padded().
    [[nodiscard]] std::uint64_t unpadded(std::uint64_t place) const
    {
        return place / pitch_words * row_words + place % pitch_words;
    }

    [[nodiscard]] std::uint64_t pad_words() const { return pitch_words - row_words; }

    friend bool operator==(const RowLayout&, const RowLayout&) = default;
};

/// By array; an array without an entry has no padding.
using RowLayouts = std::map<TensorId, RowLayout>;

/// The number of words of an array among its first `placed` words in memory, which include padding.
[[nodiscard]] std::uint64_t words_within(const RowLayouts& layouts, TensorId tensor, std::uint64_t placed);

/// Padding words after each row of weights and of their gradients, by tensor (`weight`) or by tensor of a layer
/// (`weight[2]`), which takes precedence.
using RowPadding = std::map<std::string, std::uint64_t>;

/// The layouts of a head's weights and gradients.
[[nodiscard]] RowLayouts row_layouts(const Head& head, const RowPadding& padding);

}  // namespace deltasim::model
