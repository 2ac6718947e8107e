// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

// What the lanes hold when real numbers move: the words a step has read, the words it will write, and registers that
// live on from step to step.

namespace deltasim
{

/// Registers of all lanes, and the row that the array keeps back until softmax can divide it.
struct LaneRegisters {
    /// accumulator[c][lane]; the schedules' chains use one c for each layer above the one being worked on.
    std::vector<std::vector<float>> accumulator;
    std::vector<float> row;       ///< z of the output layer, node by node
    std::size_t row_written = 0;  ///< how many of them have left the array

    /// Accumulator c, zero where it was never used.
    std::vector<float>& sums(std::size_t c, std::uint64_t lanes)
    {
        if (accumulator.size() <= c) accumulator.resize(c + 1);
        if (accumulator[c].size() < lanes) accumulator[c].resize(lanes, 0.0F);
        return accumulator[c];
    }
};

/// One step's operands by position: read[r][lane] for its r-th read, written[w][lane] for its w-th write.
struct StepValues {
    std::uint64_t lanes = 0;
    std::vector<std::vector<float>> read;
    std::vector<std::vector<float>> written;
    LaneRegisters& registers;
};

}  // namespace deltasim
