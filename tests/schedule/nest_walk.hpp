// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "rooms.hpp"
#include "schedule/loop_nest.hpp"

// Walks the loop nests of a program step by step, as a machine would.

namespace deltasim::test
{

/// The indices of the loops around a step, outermost first.
using LoopIndices = std::vector<std::uint64_t>;

/// The word of an operand that a lane takes.
[[nodiscard]] inline std::uint64_t word_of(const Operand& operand, const LoopIndices& indices, std::uint64_t lane)
{
    std::uint64_t word = operand.index.constant + (operand.per_lane ? lane : 0);
    for (std::size_t d = 0; d < operand.index.coefficients.size(); ++d) {
        word += operand.index.coefficients[d] * indices.at(d);
    }
    return word;
}

template <class Visit>
void walk_body(const std::vector<NestNode>& body, LoopIndices& indices, const Visit& visit)
{
    for (const NestNode& node : body) {
        if (const Step* step = std::get_if<Step>(&node)) {
            visit(*step, indices);
            continue;
        }
        const Loop& loop = std::get<Loop>(node);
        for (std::uint64_t index = 0; index < loop.count; ++index) {
            indices.push_back(index);
            walk_body(loop.body, indices, visit);
            indices.pop_back();
        }
    }
}

/// Calls visit(step, indices) for every step of a nest, in order. The nest's body has no index: its count is 1.
template <class Visit>
void walk(const LoopNest& nest, const Visit& visit)
{
    LoopIndices indices;
    for (std::uint64_t round = 0; round < nest.body.count; ++round) walk_body(nest.body.body, indices, visit);
}

}  // namespace deltasim::test
