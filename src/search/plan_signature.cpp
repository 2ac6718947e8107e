// SPDX-License-Identifier: MIT
#include "search/plan_signature.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace deltasim::search
{

namespace
{

void append(std::string& text, std::uint64_t number)
{
    text += std::to_string(number);
    text += ',';
}

}  // namespace

void append_signature(std::string& signature, const mapping::StagePlan& plan)
{
    for (const mapping::TiledLoop& loop : plan.loops.loops) {
        append(signature, position_of(loop.dimension));
        append(signature, loop.step);
    }
    for (const std::uint64_t block : plan.loops.block) append(signature, block);
    append(signature, plan.rows_dimension);
    append(signature, plan.columns_dimension);
    const auto add_tiles = [&](const std::vector<mapping::KeptTile>& tiles) {
        signature += '|';
        for (const mapping::KeptTile& tile : tiles) {
            append(signature, tile.memory);
            append(signature, tile.depth);
            append(signature, tile.buffers);
        }
    };
    for (const mapping::PlacedWalk& walk : plan.walks) add_tiles(walk.tiles);
    for (const mapping::PlacedSum& sum : plan.sums) add_tiles(sum.tiles);
    signature += ';';
}

void append_kept_sums(std::string& signature, const mapping::StagePlan& plan, const model::NestMapping& mapping)
{
    for (std::size_t l = 0; l < std::min(mapping.levels.size(), plan.loops.level_begins.size()); ++l) {
        const std::vector<Tensor>& keep = mapping.levels[l].keep;
        if (std::find(keep.begin(), keep.end(), Tensor::partial_sum) == keep.end()) continue;
        signature += mapping.levels[l].memory;
        append(signature, plan.loops.level_begins[l]);
    }
    signature += ';';
}

}  // namespace deltasim::search
