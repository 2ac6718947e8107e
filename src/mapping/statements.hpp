// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/mapping.hpp"
#include "schedule/loop_nest.hpp"

// Takes an unmapped nest apart: what is done at each point of its loops. The three dimensions form a box. A statement
// that stands outside a loop is done at the first or the last index of that loop.

namespace deltasim::mapping
{

/// The indices of a dimension at which a statement is done. `middle`: all except the first and the last.
enum class Span : std::uint8_t { all, first, middle, last };

/// An index as a function of the dimensions and of the chain loops inside the statement.
struct PointIndex {
    std::uint64_t constant = 0;
    model::Extents coefficients{};
    std::vector<std::uint64_t> chain{};

    friend bool operator==(const PointIndex&, const PointIndex&) = default;
};

/// Consecutive steps, with the chain loops around them, at one point.
struct Statement {
    std::vector<const schedule::NestNode*> body{};
    std::array<Span, dimension_count> span{};
    std::array<bool, dimension_count> within{};  ///< the loops that it is inside of
    /// The loops around it, outermost first, numbered as in the indices of its steps.
    struct Around {
        Dimension dimension;
        std::uint64_t begin;
    };
    std::vector<Around> around;

    [[nodiscard]] PointIndex point(const schedule::AffineIndex& index) const;
};

/// Statements that share their loops, in their order at each point.
struct Stage {
    model::Extents extents{1, 1, 1};
    std::vector<Statement> statements;
};

/// The stages of a nest, in order. A second loop over the same dimension begins a new stage, unless both are parts of
/// one loop.
[[nodiscard]] std::vector<Stage> stages_of(const schedule::LoopNest& nest);

}  // namespace deltasim::mapping
