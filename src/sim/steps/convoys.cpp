// SPDX-License-Identifier: MIT
#include "sim/steps/convoys.hpp"

#include <algorithm>
#include <vector>

namespace deltasim::sim
{

namespace
{

/// True if two operands always keep the same distance.
bool keep_distance(const BoundNest& nest, std::size_t a, std::size_t b)
{
    if (nest.operands[a].word_bytes != nest.operands[b].word_bytes) return false;
    const auto words = [&](std::size_t o, std::size_t loop) {
        const std::vector<LoopAround>& loops = nest.operands[o].loops;
        return loop < loops.size() ? loops[loop].words : 0;
    };
    const std::size_t loops = std::max(nest.operands[a].loops.size(), nest.operands[b].loops.size());
    for (std::size_t loop = 0; loop < loops; ++loop) {
        if (words(a, loop) != words(b, loop)) return false;
    }
    return true;
}

}  // namespace

void find_convoys(BoundNest& nest)
{
    std::vector<BoundOperand>& operands = nest.operands;
    for (std::size_t o = 0; o < operands.size(); ++o) operands[o].convoy = o;
    const auto join = [&](std::size_t a, std::size_t b) {
        if (operands[a].off_chip || operands[a].memory != operands[b].memory) return;
        const std::size_t joined = operands[a].convoy;
        const std::size_t into = operands[b].convoy;
        for (BoundOperand& operand : operands) {
            if (operand.convoy == joined) operand.convoy = into;
        }
    };
    for (const BoundStep& step : nest.steps) {
        for (std::size_t a = step.reads; a < step.writes; ++a) {
            for (std::size_t b = step.reads; b < a; ++b) join(a, b);
        }
    }
    for (std::size_t a = 0; a < operands.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (keep_distance(nest, a, b)) join(a, b);
        }
    }
}

}  // namespace deltasim::sim
