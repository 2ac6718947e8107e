// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "model/training.hpp"
#include "model/value_format.hpp"
#include "train/row_order.hpp"

// The loops in which a training spends its time. Each sum is in the order of the reference step. Only independent sums
// are computed side by side, so the results are equal to the bit.

namespace deltasim::train
{

/// For every sample s and column j: sums[s][j] = start[j] + x[s][i] * matrix(i, j), added over the rows i in their
/// order.
struct SumTask {
    const float* x;  ///< samples x rows
    std::size_t samples;
    const float* matrix;  ///< rows x columns
    std::size_t columns;
    bool transposed;        ///< the matrix is stored column by column
    const RowOrder& order;  ///< order of the rows
    const float* start;     ///< one word for each column; null: 0
    float* sums;            ///< samples x columns

    [[nodiscard]] std::size_t rows() const { return order.columns.size(); }
    [[nodiscard]] float at(std::size_t row, std::size_t column) const
    {
        return transposed ? matrix[column * rows() + row] : matrix[row * columns + column];
    }
};

/// The packed words of a task. It is reused so that the next task need not allocate memory.
struct SumSpace {
    std::vector<float> x;      ///< samples x rows, in the order in which the rows are summed
    std::vector<float> panel;  ///< rows x some columns, in the same order
};

void sum_rows(const model::Products& products, const SumTask& task, SumSpace& space);

/// gradients[i] = the sum of delta[s] * input[s][i] over the samples in their order, for the columns i of one row.
struct GradientTask {
    const float* deltas = nullptr;  ///< deltas of the row's node, sample by sample
    std::size_t delta_stride = 0;
    const float* inputs = nullptr;  ///< samples x columns
    std::size_t samples = 0;
    std::size_t columns = 0;
    float* gradients = nullptr;
};

void sum_gradients(const model::Products& products, const GradientTask& task);

/// w -= rate * g for `count` weights. g is `share` times the stored gradient, plus decay times w. The same as
/// OptimizerStep for plain gradient descent in fp32.
void descend(float* weights, const float* gradients, std::size_t count, float share, float rate, float decay);

}  // namespace deltasim::train
