// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/terms.hpp"
#include "model/head.hpp"

// Matrices whose rows lie further apart in memory than they are long, so that a walk down a column goes from bank to
// bank instead of meeting the same one.

namespace deltasim::model
{

struct RowLayout {
    std::uint64_t row_words = 0;
    std::uint64_t pitch_words = 0;  ///< from the first word of a row to that of the next

    /// Where the word lies that would be at `index` with row upon row.
    [[nodiscard]] std::uint64_t padded(std::uint64_t index) const
    {
        return index / row_words * pitch_words + index % row_words;
    }

    /// The other way round.
    [[nodiscard]] std::uint64_t unpadded(std::uint64_t place) const
    {
        return place / pitch_words * row_words + place % pitch_words;
    }

    [[nodiscard]] std::uint64_t pad_words() const { return pitch_words - row_words; }

    friend bool operator==(const RowLayout&, const RowLayout&) = default;
};

/// By array; those that are not in it have row upon row.
using RowLayouts = std::map<TensorId, RowLayout>;

/// How many words of an array lie within the first `placed`, padding included.
[[nodiscard]] std::uint64_t words_within(const RowLayouts& layouts, TensorId tensor, std::uint64_t placed);

/// Words between the rows of weights and of their gradients, by tensor (`weight`) or by tensor of a layer
/// (`weight[2]`), the latter first.
using RowPadding = std::map<std::string, std::uint64_t>;

/// The layouts of a head's weights and gradients.
[[nodiscard]] RowLayouts row_layouts(const Head& head, const RowPadding& padding);

}  // namespace deltasim::model
