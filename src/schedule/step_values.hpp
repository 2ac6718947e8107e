// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// What the lanes hold when real numbers move: the words that a step has read, the words that it will write, and
// registers that last from step to step.

namespace deltasim::schedule
{

/// Registers of all lanes, and the row that the array keeps until softmax can divide it.
struct LaneRegisters {
    /// accumulator[c][lane]; the chains of the schedules use one c for each layer above the present one. Sums are fp32,
    /// or integers of 32 bits: doubles hold both exactly.
    std::vector<std::vector<double>> accumulator;
    std::size_t sample = 0;        ///< the present sample of the batch, where steps take its samples in turn
    std::vector<double> gradient;  ///< [lane]: the sum of the gradient over the samples so far
    std::vector<float> deltas;     ///< [sample]: latched, for all lanes
    std::vector<std::vector<float>> activations;  ///< [sample][lane]: kept while all rows pass
    float row_start = 0.0F;                       ///< an updated bias, held for the end of its row
    std::vector<float> row;                       ///< z of the output layer, node by node
    std::size_t row_written = 0;                  ///< how many words of the row have left the array
    /// Partial sums of the row that ends, if there are more than its step was made for.
    std::uint64_t partial_sums = 0;
    std::optional<double> carried{};  ///< the sum of the row over earlier tiles

    void next_sample(std::uint64_t batch) { sample = sample + 1 == batch ? 0 : sample + 1; }

    /// The latched delta of the present sample.
    float& latched_delta()
    {
        if (deltas.size() <= sample) deltas.resize(sample + 1, 0.0F);
        return deltas[sample];
    }

    /// The kept activations of the present sample.
    std::vector<float>& kept_activations()
    {
        if (activations.size() <= sample) activations.resize(sample + 1);
        return activations[sample];
    }

    /// Accumulator c; zero if it was never used.
    std::vector<double>& sums(std::size_t c, std::uint64_t lanes)
    {
        if (accumulator.size() <= c) accumulator.resize(c + 1);
        if (accumulator[c].size() < lanes) accumulator[c].resize(lanes, 0.0);
        return accumulator[c];
    }
};

/// Which words of its array the lanes take of an operand; random numbers depend on these numbers.
struct LaneWords {
    std::uint64_t first = 0;
    bool per_lane = false;

    [[nodiscard]] std::uint64_t operator[](std::uint64_t lane) const { return per_lane ? first + lane : first; }
};

/// One step's operands by position: read[r][lane] for its r-th read, written[w][lane] for its w-th write.
struct StepValues {
    std::uint64_t lanes = 0;
    std::vector<std::vector<float>> read;
    std::vector<std::vector<float>> written;
    LaneRegisters& registers;
    std::vector<LaneWords> read_words{};     ///< as `read`
    std::vector<LaneWords> written_words{};  ///< as `written`
};

}  // namespace deltasim::schedule
