// SPDX-License-Identifier: MIT
#include "mapping/sum_order.hpp"

namespace deltasim::mapping
{

model::SumOrder sum_order(const StagePlan& plan)
{
    constexpr auto inputs = position_of(Dimension::inputs);
    model::SumOrder order;
    order.lanes = plan.loops.block[inputs];
    for (const PlacedSum& placed : plan.sums) {
        if (placed.sum.kind != schedule::Register::sum || !placed.sum.over[inputs] || !placed.reduced) continue;
        for (std::size_t k = 0; k < plan.loops.loops.size(); ++k) {
            const TiledLoop& loop = plan.loops.loops[k];
            if (loop.dimension != Dimension::inputs || loop.step == plan.loops.block[inputs]) {
                if (loop.dimension == Dimension::inputs && placed.leaves && k < placed.changes) {
                    order.tiles.push_back(loop.step);
                    order.carried = order.tiles.size();
                }
                continue;
            }
            order.tiles.push_back(loop.step);
            if (placed.leaves && k < placed.changes) order.carried = order.tiles.size();
        }
    }
    return order;
}

}  // namespace deltasim::mapping
