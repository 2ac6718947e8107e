// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "model/head.hpp"
#include "model/reference_step.hpp"
#include "model/training.hpp"

// In which order a training adds up its rows, written out column by column. Two orders that come to the same sums, to
// the bit, are equal.

namespace deltasim::train
{

struct RowOrder {
    std::vector<std::uint32_t> columns;  ///< in the order in which their products are added
    std::vector<std::uint32_t> runs;     ///< how many of them each partial sum has, one after the other
    /// How many partial sums are added to one that is carried on, which is added to the row's start before the others.
    std::size_t carried = 0;

    friend bool operator==(const RowOrder&, const RowOrder&) = default;
};

[[nodiscard]] RowOrder row_order(const model::SumOrder& order, std::uint64_t columns);

/// Samples of a step, one after the other, whose rows are added up alike.
struct SamplesInOrder {
    std::uint64_t samples = 0;
    RowOrder rows;

    friend bool operator==(const SamplesInOrder&, const SamplesInOrder&) = default;
};

/// Of the forward pass of a step, by layer, the first one first.
using StepOrder = std::vector<std::vector<SamplesInOrder>>;

/// Of `training.batch` samples. Whole numbers are added up exactly: any two orders of theirs are equal.
[[nodiscard]] StepOrder step_order(const model::Head& head, const model::Training& training,
                                   const model::SumOrders& orders);

}  // namespace deltasim::train
