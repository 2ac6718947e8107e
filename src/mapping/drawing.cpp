// SPDX-License-Identifier: MIT
#include "mapping/drawing.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim::mapping
{

namespace
{

void add_tiles(const std::vector<KeptTile>& tiles, const Walk& walk, const StagePlan& plan,
               const MappedMachine& machine, std::vector<DrawnLevel>& levels)
{
    // First rows that already lie as near to the array are not copied.
    const schedule::RowSplit* const split = machine.split_of(walk.tensor);
    TiledLoops brought = plan.loops;
    std::size_t near = machine.spaces.size();
    if (split != nullptr) {
        brought.extents[position_of(Dimension::outputs)] -= split->first_rows;
        TensorId first = walk.tensor;
        first.rows = TensorRows::first;
        near = machine.placement.at(first).memory;
    }
    for (const KeptTile& tile : tiles) {
        // The tile belongs to the first level with its depth and its memory.
        for (std::size_t l = 0; l < levels.size(); ++l) {
            if (plan.loops.level_begins[l] != tile.depth) continue;
            if (levels[l].memory != machine.spaces[tile.memory].name) continue;
            const std::uint64_t word_bytes = bytes_of(machine.precisions.of(walk.tensor.tensor));
            levels[l].tiles.push_back(
                {walk.tensor.tensor, walk.tensor.layer, tile.words, checked_multiply(tile.words, word_bytes),
                 tile.buffers, words_loaded(tile.memory >= near ? brought : plan.loops, walk.shape(), tile.depth)});
            break;
        }
    }
}

DrawnStage drawn_stage(const StagePlan& plan, const MappedMachine& machine)
{
    DrawnStage drawn;
    const std::vector<std::size_t>& begins = plan.loops.level_begins;
    for (std::size_t l = 0; l < plan.memories.size(); ++l) {
        DrawnLevel& level = drawn.levels.emplace_back();
        level.memory = plan.memories[l];
        const std::size_t end = l + 1 < begins.size() ? begins[l + 1] : plan.loops.loops.size();
        for (std::size_t k = begins[l]; k < end; ++k) {
            const TiledLoop& loop = plan.loops.loops[k];
            level.loops.push_back({loop.dimension, divide_up(loop.extent, loop.step), loop.step});
        }
    }
    for (const PlacedWalk& placed : plan.walks) {
        if (!plan.is_lent(placed.walk.tensor)) add_tiles(placed.tiles, placed.walk, plan, machine, drawn.levels);
    }
    for (const PlacedSum& placed : plan.sums) add_tiles(placed.tiles, placed.walk, plan, machine, drawn.levels);
    const auto side = [&](std::size_t dimension) {
        if (dimension == dimension_count) return DrawnSide{};
        return DrawnSide{static_cast<Dimension>(dimension), plan.loops.block[dimension]};
    };
    drawn.rows = side(plan.rows_dimension);
    drawn.columns = side(plan.columns_dimension);
    return drawn;
}

}  // namespace

DrawnNest drawing(const NestPlan& plan, const MappedMachine& machine)
{
    const schedule::LoopNest& nest = *plan.parts.front().nest;
    DrawnNest drawn{nest.phase, nest.layer, {}};
    for (const NestPlan::Part& part : plan.parts) drawn.stages.push_back(drawn_stage(part.plan, machine));
    if (plan.is_pair) drawn.stages[1].shared_loops = plan.parts[1].plan.shared.depth;
    return drawn;
}

}  // namespace deltasim::mapping
