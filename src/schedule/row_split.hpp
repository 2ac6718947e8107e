// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>

#include "schedule/loop_nest.hpp"

// A matrix that lies in two places, its first rows in one and the others in another: loops over its rows become two, so
// that each step knows where its words are.

namespace deltasim::schedule
{

/// Where an array is cut.
struct RowSplit {
    std::uint64_t row_words = 1;   ///< from row to row
    std::uint64_t first_rows = 0;  ///< in the first part

    [[nodiscard]] std::uint64_t words_before_others() const { return first_rows * row_words; }
};

using RowSplits = std::map<TensorId, RowSplit>;

/// Whether every operand of an array goes along its rows by at most one loop, row by row, and stays within a row else.
[[nodiscard]] bool goes_row_by_row(const LoopNest& nest, TensorId tensor, std::uint64_t row_words);

/// Cuts the loops of a nest that is not mapped, and gives each part of the arrays a stream of its own. Indices of the
/// others begin at their first word. Each array goes row by row.
void split_rows(LoopNest& nest, const RowSplits& splits);

/// Whether an array of the program lies in two places.
[[nodiscard]] bool has_parts(const Program& program);

}  // namespace deltasim::schedule
