// SPDX-License-Identifier: MIT
#include "sim/steps/step_engine.hpp"

#include <algorithm>

namespace deltasim::sim
{

void StepEngine::run_loop(const BoundLoop& loop)
{
    constexpr std::uint64_t progress_interval = 1U << 16U;
    BoundNest& nest = issuer_.nest();
    const bool innermost =
        std::all_of(loop.body.begin(), loop.body.end(), [](const BoundNode& node) { return node.is_step; });
    StepObserver* const observer = innermost || loop.depth == 0 ? nullptr : issuer_.observer();
    for (std::uint64_t iteration = 0; iteration < loop.count; ++iteration) {
        if (loop.depth > 0) nest.at.indices[loop.depth - 1] = iteration;
        const Ticks begin = issuer_.next_edge();
        const bool passed = issuer_.passes_over(loop);
        for (const BoundNode& node : loop.body) {
            if (passed) break;
            if (!node.is_step) {
                run_loop(nest.loops[node.index]);
                continue;
            }
            issuer_.run_step(nest.steps[node.index]);
            if (issuer_.steps() % progress_interval == 0 && progress_) progress_(issuer_.steps());
        }
        if (observer != nullptr) observer->on_iteration(loop.depth, iteration, {begin, issuer_.next_edge()});
        nest.advance(loop, 1);
    }
    nest.advance(loop, -loop.count);
}

}  // namespace deltasim::sim
