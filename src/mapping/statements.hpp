// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/mapping.hpp"
#include "schedule/loop_nest.hpp"

// An unmapped nest taken apart: what is done at each point of its loops. The three dimensions become a box in which
// every statement has a part; a statement that stands outside a loop is done at that loop's first or last index.

namespace deltasim::mapping
{

/// At which indices of a dimension something is done. `middle`: at none of the ends.
enum class Span : std::uint8_t { all, first, middle, last };

/// An index as a function of the dimensions, and of the loops of a chain inside the statement.
struct PointIndex {
    std::uint64_t constant = 0;
    model::Extents coefficients{};
    std::vector<std::uint64_t> chain{};

    friend bool operator==(const PointIndex&, const PointIndex&) = default;
};

/// Steps, and loops of a chain around them, that follow one another at one point.
struct Statement {
    std::vector<const schedule::NestNode*> body{};
    std::array<Span, dimension_count> span{};
    std::array<bool, dimension_count> within{};  ///< which loops it stands in
    /// The loops around it, outermost first, as the indices in its steps know them.
    struct Around {
        Dimension dimension;
        std::uint64_t begin;
    };
    std::vector<Around> around;

    [[nodiscard]] PointIndex point(const schedule::AffineIndex& index) const;
};

/// Statements that share the loops, in their order at each point.
struct Stage {
    model::Extents extents{1, 1, 1};
    std::vector<Statement> statements;
};

/// The stages of a nest, one after the other. Loops over one dimension that follow each other begin a new one, unless
/// they are parts of one loop.
[[nodiscard]] std::vector<Stage> stages_of(const schedule::LoopNest& nest);

}  // namespace deltasim::mapping
