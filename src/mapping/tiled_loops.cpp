// SPDX-License-Identifier: MIT
#include "mapping/tiled_loops.hpp"

#include <algorithm>
#include <span>

#include "core/checked.hpp"

namespace deltasim::mapping
{

namespace
{

/// The number of tiles when `extent` is cut by each of `steps` in turn.
std::uint64_t pieces(std::uint64_t extent, std::span<const std::uint64_t> steps)
{
    if (steps.empty()) return 1;
    const std::uint64_t whole = extent / steps.front();
    const std::uint64_t rest = extent % steps.front();
    std::uint64_t count = whole == 0 ? 0 : checked_multiply(whole, pieces(steps.front(), steps.subspan(1)));
    if (rest > 0) count = checked_add(count, pieces(rest, steps.subspan(1)));
    return count;
}

}  // namespace

TiledLoops tiled_loops(const model::NestMapping& mapping, const model::Extents& extents, std::uint64_t rows,
                       std::uint64_t columns)
{
    TiledLoops result;
    result.extents = extents;
    model::Extents outside = extents;
    for (const model::MappingLevel& level : mapping.levels) {
        model::Extents tile = level.tile;
        for (std::size_t d = 0; d < tile.size(); ++d)
            tile[d] = tile[d] == 0 ? outside[d] : std::min(tile[d], outside[d]);
        result.tiles.push_back(tile);
        outside = tile;
    }
    result.block = {1, 1, 1};
    model::Extents lanes{1, 1, 1};
    if (mapping.rows) lanes[position_of(*mapping.rows)] = rows;
    if (mapping.columns) lanes[position_of(*mapping.columns)] *= columns;
    for (std::size_t d = 0; d < lanes.size(); ++d) result.block[d] = std::min(lanes[d], outside[d]);
    for (std::size_t l = 0; l < mapping.levels.size(); ++l) {
        result.level_begins.push_back(result.loops.size());
        const model::Extents& inside = l + 1 < result.tiles.size() ? result.tiles[l + 1] : result.block;
        for (const Dimension dimension : mapping.levels[l].order) {
            const std::uint64_t extent = result.tiles[l][position_of(dimension)];
            if (extent > inside[position_of(dimension)])
                result.loops.push_back({dimension, extent, inside[position_of(dimension)]});
        }
    }
    return result;
}

std::uint64_t tile_count(const TiledLoops& loops, Dimension dimension, std::size_t depth)
{
    std::vector<std::uint64_t> steps;
    for (std::size_t k = 0; k < depth; ++k) {
        if (loops.loops[k].dimension == dimension) steps.push_back(loops.loops[k].step);
    }
    return pieces(loops.extents[position_of(dimension)], steps);
}

std::size_t change_depth(const TiledLoops& loops, const WordShape& shape, std::size_t depth)
{
    while (depth > 0 && !shape.indexed[position_of(loops.loops[depth - 1].dimension)]) --depth;
    return depth;
}

std::uint64_t words_loaded(const TiledLoops& loops, const WordShape& shape, std::size_t depth)
{
    const std::size_t changes = change_depth(loops, shape, depth);
    std::uint64_t words = shape.words;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        const auto dimension = static_cast<Dimension>(d);
        words = checked_multiply(words, shape.indexed[d] ? loops.extents[d] : tile_count(loops, dimension, changes));
    }
    return words;
}

std::uint64_t tile_words(const TiledLoops& loops, const WordShape& shape, std::size_t depth)
{
    model::Extents tile = loops.extents;
    for (std::size_t k = 0; k < depth; ++k) tile[position_of(loops.loops[k].dimension)] = loops.loops[k].step;
    std::uint64_t words = shape.words;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (shape.indexed[d]) words = checked_multiply(words, tile[d]);
    }
    return words;
}

std::size_t depth_of_registers(const TiledLoops& loops, const WordShape& shape, std::uint64_t words)
{
    std::size_t depth = loops.loops.size();
    std::uint64_t held = shape.words;
    for (std::size_t k = depth; k-- > 0;) {
        const TiledLoop& loop = loops.loops[k];
        if (shape.indexed[position_of(loop.dimension)]) held *= (loop.extent + loop.step - 1) / loop.step;
        if (held > words) break;
        depth = k;
    }
    return depth;
}

}  // namespace deltasim::mapping
