// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "mapping/statements.hpp"
#include "mapping/tiled_loops.hpp"

// Which words a stage accesses at each point (walks), and which sums its lanes hold. The places of words follow from
// both.

namespace deltasim::mapping
{

/// A chain loop, as it indexes a tensor's words.
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
    bool alike = true;  ///< every operand accesses the tensor in the same order; only then can a tile of it be kept
    /// At which indices its writes are done.
    std::vector<std::array<Span, dimension_count>> writes{};

    [[nodiscard]] WordShape shape() const;
};

/// A sum to which steps add, one after the other.
struct Sum {
    schedule::Register kind = schedule::Register::sum;
    std::size_t number = 0;
    PointIndex index;                          ///< number among all sums
    std::array<bool, dimension_count> over{};  ///< dimensions over which it is taken
    const Statement* adds = nullptr;           ///< the statement that adds to it
    bool whole_numbers = false;

    [[nodiscard]] WordShape shape() const;
    [[nodiscard]] TensorId tensor(std::uint32_t layer) const;
};

/// The tensors that a stage accesses.
[[nodiscard]] std::vector<Walk> walks_of(const schedule::LoopNest& nest, const Stage& stage);
/// The sums that a mapping may take out of the lanes.
[[nodiscard]] std::vector<Sum> sums_of(const Stage& stage);

/// Calls `visit` for every step of a statement, with the counts of the chain loops around it.
void for_each_step(const Statement& statement,
                   const std::function<void(const schedule::Step&, const std::vector<std::uint64_t>&)>& visit);

}  // namespace deltasim::mapping
