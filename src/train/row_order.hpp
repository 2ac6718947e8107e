// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "model/head.hpp"
#include "model/reference_step.hpp"
#include "model/training.hpp"

// The order in which a training adds up its rows, written out column by column. Two orders that give the same sums, to
// the bit, compare equal.

namespace deltasim::train
{

struct RowOrder {
    std::vector<std::uint32_t> columns;  ///< in the order in which their products are added
    std::vector<std::uint32_t> runs;     ///< the number of columns in each partial sum, one after the other
    /// How many of the partial sums are added to a carried sum, which is added to the row's start before the others.
    std::size_t carried = 0;

    friend bool operator==(const RowOrder&, const RowOrder&) = default;
};

[[nodiscard]] RowOrder row_order(const model::SumOrder& order, std::uint64_t columns);

/// Consecutive samples of a step whose rows are added up in the same order.
struct SamplesInOrder {
    std::uint64_t samples = 0;
    RowOrder rows;

    friend bool operator==(const SamplesInOrder&, const SamplesInOrder&) = default;
};

/// The orders in the forward pass of a step, by layer, the first layer first.
using StepOrder = std::vector<std::vector<SamplesInOrder>>;

/// The order for `training.batch` samples. Integers are added up exactly: any two orders of integers compare equal.
[[nodiscard]] StepOrder step_order(const model::Head& head, const model::Training& training,
                                   const model::SumOrders& orders);

}  // namespace deltasim::train
