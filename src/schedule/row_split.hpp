// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>

#include "schedule/loop_nest.hpp"

// Handles matrices that lie in two places, the first rows in one and the other rows in the other. Each loop over the
// rows becomes two loops, so that every step knows where its words are.

namespace deltasim::schedule
{

/// Where an array is cut.
struct RowSplit {
    std::uint64_t row_words = 1;   ///< words from one row to the next
    std::uint64_t first_rows = 0;  ///< rows in the first part

    [[nodiscard]] std::uint64_t words_before_others() const { return first_rows * row_words; }
};

using RowSplits = std::map<TensorId, RowSplit>;

/// True if every operand of an array walks its rows by at most one loop, row by row, and otherwise stays within a row.
[[nodiscard]] bool goes_row_by_row(const LoopNest& nest, TensorId tensor, std::uint64_t row_words);

/// Cuts the loops of a nest that is not mapped, and gives each part of the arrays its own stream. The indices of the
/// other rows begin at their first word. Each array must go row by row.
void split_rows(LoopNest& nest, const RowSplits& splits);

/// True if an array of the program lies in two places.
[[nodiscard]] bool has_parts(const Program& program);

}  // namespace deltasim::schedule
