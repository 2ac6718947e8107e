// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedule/loop_nest.hpp"

// The counters of a step of a machine that skips zeros.

namespace deltasim::sim
{

/// The place of one step's counters, relative to the first of all.
struct SkipCounters {
    std::size_t first = 0;
    std::size_t products = 0;
    std::size_t operands = 0;

    static constexpr std::size_t passed = 0;  ///< executions that were skipped as a whole
    static constexpr std::size_t tests = 1;   ///< of words against 0
    // In executions that were not skipped:
    [[nodiscard]] static std::size_t idle(std::size_t product) { return 2 + product; }  ///< lanes whose product was 0
    /// Lanes that did not need the word of an operand.
    [[nodiscard]] std::size_t spared(std::size_t operand) const { return 2 + products + operand; }
    /// Executions in which no lane needed it.
    [[nodiscard]] std::size_t untouched(std::size_t operand) const { return 2 + products + operands + operand; }
    [[nodiscard]] std::size_t size() const { return 2 + products + 2 * operands; }
};

/// One for each step of the program, in their order.
[[nodiscard]] inline std::vector<SkipCounters> skip_counters(const schedule::Program& program)
{
    std::vector<SkipCounters> all;
    std::size_t next = 0;
    for (const schedule::LoopNest& nest : program.nests) {
        for_each_step(nest, [&](const schedule::Step& step) {
            const SkipCounters& counters =
                all.emplace_back(SkipCounters{next, step.products.size(), step.operands.size()});
            next += counters.size();
        });
    }
    return all;
}

}  // namespace deltasim::sim
