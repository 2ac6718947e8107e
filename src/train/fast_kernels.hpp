// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "model/training.hpp"
#include "model/value_format.hpp"
#include "train/row_order.hpp"

// The loops in which a training spends its time. Each sum has the order of the reference step; what is done side by
// side are sums that do not depend on each other, and so the results are the same to the bit.

namespace deltasim::train
{

/// sums[s][j] of x[s][i] * matrix(i, j) over the rows i, in their order, onto start[j], for every sample s and column
/// j.
struct SumTask {
    const float* x;  ///< samples x rows
    std::size_t samples;
    const float* matrix;  ///< rows x columns
    std::size_t columns;
    bool transposed;        ///< whether the matrix is stored column by column
    const RowOrder& order;  ///< of the rows
    const float* start;     ///< columns, or null: 0
    float* sums;            ///< samples x columns

    [[nodiscard]] std::size_t rows() const { return order.columns.size(); }
    [[nodiscard]] float at(std::size_t row, std::size_t column) const
    {
        return transposed ? matrix[column * rows() + row] : matrix[row * columns + column];
    }
};

/// What is packed for a task, kept so that the next one need not make room anew.
struct SumSpace {
    std::vector<float> x;      ///< samples x rows, the rows in the order in which they are summed
    std::vector<float> panel;  ///< rows x some columns, in the same order
};

void sum_rows(const model::Products& products, const SumTask& task, SumSpace& space);

/// gradients[i] = the sum over samples, the first one first, of delta[s] * input[s][i], for the columns i of one row.
struct GradientTask {
    const float* deltas = nullptr;  ///< of the row's node, sample by sample
    std::size_t delta_stride = 0;
    const float* inputs = nullptr;  ///< samples x columns
    std::size_t samples = 0;
    std::size_t columns = 0;
    float* gradients = nullptr;
};

void sum_gradients(const model::Products& products, const GradientTask& task);

/// w -= rate * g for `count` weights, g being `share` times what stands there, and with decay times w added; as
/// OptimizerStep does it for plain gradient descent in fp32.
void descend(float* weights, const float* gradients, std::size_t count, float share, float rate, float decay);

}  // namespace deltasim::train
