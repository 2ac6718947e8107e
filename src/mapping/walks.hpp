// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "mapping/statements.hpp"
#include "mapping/tiled_loops.hpp"

// How a stage walks its tensors, and which sums its lanes hold: all that places of words follow from.

namespace deltasim::mapping
{

/// A loop of a chain, as a tensor's words see it.
struct ChainLoop {
    std::uint64_t coefficient = 0;
    std::uint64_t count = 1;

    friend bool operator==(const ChainLoop&, const ChainLoop&) = default;
};

struct Walk {
    TensorId tensor;
    std::uint64_t constant = 0;
    model::Extents coefficients{};
    std::vector<ChainLoop> chain{};
    bool read = false;
    bool written = false;
    bool alike = true;  ///< every operand walks it in the same way: only then can a tile of it be kept
    /// Where its writes stand.
    std::vector<std::array<Span, dimension_count>> writes{};

    [[nodiscard]] WordShape shape() const;
};

/// A sum that steps add to, one after the other.
struct Sum {
    schedule::Register kind = schedule::Register::sum;
    std::size_t number = 0;
    PointIndex index;                          ///< among all sums
    std::array<bool, dimension_count> over{};  ///< the loops that it goes over
    const Statement* adds = nullptr;           ///< what adds to it
    bool whole_numbers = false;

    [[nodiscard]] WordShape shape() const;
    [[nodiscard]] TensorId tensor(std::uint32_t layer) const;
};

/// The tensors of a stage.
[[nodiscard]] std::vector<Walk> walks_of(const schedule::LoopNest& nest, const Stage& stage);
/// The sums that a mapping may take out of the lanes.
[[nodiscard]] std::vector<Sum> sums_of(const Stage& stage);

/// Calls `visit` with every step of a statement and the counts of the chain's loops around it.
void for_each_step(const Statement& statement,
                   const std::function<void(const schedule::Step&, const std::vector<std::uint64_t>&)>& visit);

}  // namespace deltasim::mapping
