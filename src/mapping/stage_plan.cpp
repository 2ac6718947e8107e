// SPDX-License-Identifier: MIT
#include "mapping/stage_plan.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "core/checked.hpp"
#include "mapping/legality.hpp"

namespace deltasim::mapping
{

namespace
{

std::size_t space_of(const std::string& memory, const std::vector<model::MemorySpace>& spaces)
{
    for (std::size_t m = 0; m < spaces.size(); ++m) {
        if (spaces[m].name == memory) return m;
    }
    throw MappingError("there is no memory " + memory);
}

/// Packs a tile: words that are near each other in the tensor are near each other in the tile.
void set_strides(const Walk& walk, KeptTile& tile)
{
    struct Part {
        std::uint64_t coefficient;
        std::uint64_t count;
        std::uint64_t* stride;
    };
    tile.chain_strides.assign(walk.chain.size(), 0);
    std::vector<Part> parts;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (walk.coefficients[d] != 0) parts.push_back({walk.coefficients[d], tile.sizes[d], &tile.strides[d]});
    }
    for (std::size_t c = 0; c < walk.chain.size(); ++c) {
        parts.push_back({walk.chain[c].coefficient, walk.chain[c].count, &tile.chain_strides[c]});
    }
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.coefficient < b.coefficient; });
    tile.words = 1;
    for (const Part& part : parts) {
        *part.stride = tile.words;
        tile.words = checked_multiply(tile.words, part.count);
    }
}

/// The tiles of a tensor, from its home inwards.
std::vector<KeptTile> tiles_of(const Walk& walk, const model::NestMapping& mapping, const TiledLoops& loops,
                               std::size_t innermost_depth, const MappedMachine& machine)
{
    std::vector<KeptTile> tiles;
    const auto home = machine.placement.find(walk.tensor);
    std::size_t outside = home == machine.placement.end() ? machine.spaces.size() : home->second.memory;
    for (std::size_t l = 0; l < mapping.levels.size(); ++l) {
        const model::MappingLevel& level = mapping.levels[l];
        if (std::find(level.keep.begin(), level.keep.end(), walk.tensor.tensor) == level.keep.end()) continue;
        const std::size_t memory = space_of(level.memory, machine.spaces);
        if (!machine.spaces[memory].on_chip || outside <= memory) continue;
        if (loops.level_begins[l] > innermost_depth) continue;
        if (!walk.alike) {
            throw MappingError("no tile of " + std::string(name_of(walk.tensor.tensor)) + "[" +
                               std::to_string(walk.tensor.layer) + "] can be kept in " + level.memory +
                               ", as its words are walked in several ways at once");
        }
        KeptTile tile;
        tile.memory = memory;
        tile.depth = loops.level_begins[l];
        tile.changes = change_depth(loops, walk.shape(), tile.depth);
        for (std::size_t d = 0; d < dimension_count; ++d) {
            tile.sizes[d] = walk.coefficients[d] != 0 ? loops.tiles[l][d] : 1;
        }
        set_strides(walk, tile);
        // A tile that is only written, or that the array begins, is not filled ahead.
        const bool brought = walk.read && walk.tensor.tensor != Tensor::partial_sum;
        tile.buffers = brought ? level.buffers : 1;
        tiles.push_back(tile);
        outside = memory;
    }
    return tiles;
}

Walk walk_of(const Sum& sum, std::uint32_t layer)
{
    Walk walk{.tensor = sum.tensor(layer), .constant = sum.index.constant, .coefficients = sum.index.coefficients};
    walk.read = walk.written = true;
    return walk;
}

/// True if one of the outermost `depth` loops goes over words that a sum adds up.
bool goes_over(const Sum& sum, const TiledLoops& loops, std::size_t depth)
{
    return std::any_of(loops.loops.begin(), loops.loops.begin() + static_cast<std::ptrdiff_t>(depth),
                       [&](const TiledLoop& loop) { return sum.over[position_of(loop.dimension)]; });
}

PlacedSum place_sum(const Sum& sum, const schedule::LoopNest& nest, const model::NestMapping& mapping,
                    const StagePlan& plan, const MappedMachine& machine)
{
    PlacedSum placed{.sum = sum, .walk = walk_of(sum, nest.layer)};
    placed.depth = depth_of_registers(plan.loops, sum.shape(), machine.array.accumulators);
    placed.changes = change_depth(plan.loops, sum.shape(), placed.depth);
    if (placed.changes < plan.shared.depth && goes_over(sum, plan.loops, plan.shared.depth)) {
        // The steps of the other stage come between. Only sums of the part inside stay meanwhile, or none.
        placed.depth =
            plan.shared.sums_stay ? change_depth(plan.loops, sum.shape(), plan.shared.depth) : plan.shared.depth;
        placed.changes = placed.depth;
    }
    placed.leaves = goes_over(sum, plan.loops, placed.changes);
    if (placed.leaves) placed.tiles = tiles_of(placed.walk, mapping, plan.loops, placed.changes, machine);
    for (std::size_t d = 0; d < dimension_count; ++d) {
        placed.reduced = placed.reduced || (sum.over[d] && plan.loops.block[d] > 1);
    }
    return placed;
}

/// True if no point of a stage uses words that another point uses.
bool is_elementwise(const Stage& stage, const std::vector<Walk>& walks)
{
    if (!sums_of(stage).empty()) return false;
    return std::all_of(walks.begin(), walks.end(), [&](const Walk& walk) {
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (stage.extents[d] > 1 && walk.coefficients[d] == 0) return false;
        }
        return true;
    });
}

/// The mapping of such a stage. It may use any lane for any point: where no loop runs along the rows or columns of the
/// array, their lanes share the loop of the other side, or else the first loop. A level that keeps no tensor of the
/// stage would only cut its loops, and is left out.
model::NestMapping elementwise_mapping(model::NestMapping mapping, const Stage& stage, const std::vector<Walk>& walks)
{
    const auto goes_along = [&](Dimension side) {
        return std::any_of(stage.statements.begin(), stage.statements.end(),
                           [&](const Statement& statement) { return statement.within[position_of(side)]; });
    };
    std::optional<Dimension> other;
    for (const auto& side : {mapping.rows, mapping.columns}) {
        if (side && goes_along(*side)) other = side;
    }
    for (const Dimension first : {Dimension::outputs, Dimension::inputs, Dimension::samples}) {
        if (!other && goes_along(first)) other = first;
    }
    for (auto* side : {&mapping.rows, &mapping.columns}) {
        if (*side && !goes_along(**side)) *side = other;
    }
    const auto keeps_nothing = [&](const model::MappingLevel& level) {
        return std::none_of(walks.begin(), walks.end(), [&](const Walk& walk) {
            return std::find(level.keep.begin(), level.keep.end(), walk.tensor.tensor) != level.keep.end();
        });
    };
    const auto inner = mapping.levels.begin() + (mapping.levels.empty() ? 0 : 1);
    mapping.levels.erase(std::remove_if(inner, mapping.levels.end(), keeps_nothing), mapping.levels.end());
    return mapping;
}

}  // namespace

bool StagePlan::is_lent(TensorId tensor) const
{
    return std::find(shared.lent.begin(), shared.lent.end(), tensor) != shared.lent.end();
}

StagePlan plan_stage(const schedule::LoopNest& nest, const Stage& stage, const model::NestMapping& chosen,
                     const MappedMachine& machine, SharedLoops shared)
{
    const std::vector<Walk> walks = walks_of(nest, stage);
    const model::NestMapping mapping =
        is_elementwise(stage, walks) ? elementwise_mapping(chosen, stage, walks) : chosen;
    StagePlan plan;
    plan.stage = stage;
    plan.shared = std::move(shared);
    plan.loops = tiled_loops(mapping, stage.extents, machine.array.rows, machine.array.columns);
    for (const model::MappingLevel& level : mapping.levels) plan.memories.push_back(level.memory);
    // Where rows and columns run along the same loop, the lanes form a single row.
    if (mapping.rows && mapping.rows != mapping.columns) plan.rows_dimension = position_of(*mapping.rows);
    if (mapping.columns) plan.columns_dimension = position_of(*mapping.columns);
    check_legality(nest, plan);
    for (const Walk& walk : walks) {
        plan.walks.push_back({walk, tiles_of(walk, mapping, plan.loops, plan.loops.loops.size(), machine)});
    }
    for (const Sum& sum : sums_of(stage)) plan.sums.push_back(place_sum(sum, nest, mapping, plan, machine));
    return plan;
}

const schedule::RowSplit* MappedMachine::split_of(TensorId tensor) const
{
    if (splits == nullptr) return nullptr;
    const auto split = splits->find(tensor);
    return split == splits->end() ? nullptr : &split->second;
}

std::optional<std::uint64_t> rows_together(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                           const MappedMachine& machine, TensorId tensor, std::uint64_t row_words)
{
    constexpr std::size_t along_rows = position_of(Dimension::outputs);
    std::uint64_t together = 1;
    for (const Stage& stage : stages_of(nest)) {
        const StagePlan plan = plan_stage(nest, stage, mapping, machine);
        for (const PlacedWalk& placed : plan.walks) {
            const Walk& walk = placed.walk;
            if (walk.tensor != tensor) continue;
            const auto outermost =
                std::find_if(plan.loops.loops.begin(), plan.loops.loops.end(),
                             [](const TiledLoop& loop) { return position_of(loop.dimension) == along_rows; });
            const bool row_by_row = walk.alike && walk.constant == 0 && walk.chain.empty() &&
                                    walk.coefficients[along_rows] == row_words &&
                                    walk.coefficients[position_of(Dimension::samples)] == 0;
            if (!row_by_row || outermost == plan.loops.loops.end()) return std::nullopt;
            for (const KeptTile& tile : placed.tiles) {
                if (tile.sizes[along_rows] > outermost->step) return std::nullopt;
            }
            const auto both = common_multiple(together, outermost->step, stage.extents[along_rows]);
            if (!both) return std::nullopt;
            together = *both;
        }
    }
    return together;
}

std::uint64_t pitch_bytes(const KeptTile& tile, TensorId tensor, const MappedMachine& machine)
{
    const std::uint64_t bytes = checked_multiply(tile.words, bytes_of(machine.precisions.of(tensor.tensor)));
    const model::MemorySpace& space = machine.spaces[tile.memory];
    return round_up(bytes, std::lcm(space.round_bytes, space.alignment_bytes));
}

std::vector<std::uint64_t> tile_bytes(const StagePlan& plan, const MappedMachine& machine)
{
    std::vector<std::uint64_t> bytes(machine.spaces.size(), 0);
    const auto add = [&](const std::vector<KeptTile>& tiles, TensorId tensor) {
        for (const KeptTile& tile : tiles) {
            const std::uint64_t each = pitch_bytes(tile, tensor, machine);
            bytes[tile.memory] = checked_add(bytes[tile.memory], checked_multiply(each, tile.buffers));
        }
    };
    for (const PlacedWalk& placed : plan.walks) {
        if (!plan.is_lent(placed.walk.tensor)) add(placed.tiles, placed.walk.tensor);
    }
    for (const PlacedSum& placed : plan.sums) add(placed.tiles, placed.walk.tensor);
    return bytes;
}

std::vector<std::uint64_t> tile_bytes(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                      const MappedMachine& machine)
{
    std::vector<std::uint64_t> most(machine.spaces.size(), 0);
    for (const Stage& stage : stages_of(nest)) {
        const std::vector<std::uint64_t> bytes = tile_bytes(plan_stage(nest, stage, mapping, machine), machine);
        for (std::size_t m = 0; m < most.size(); ++m) most[m] = std::max(most[m], bytes[m]);
    }
    return most;
}

std::optional<std::size_t> load_depth(const StagePlan& plan, const PointIndex& index, const PlacedWalk& placed,
                                      std::uint64_t registers)
{
    if (registers == 0 || placed.walk.written || !index.chain.empty()) return std::nullopt;
    WordShape shape;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        shape.indexed[d] = index.coefficients[d] != 0 && plan.stage.extents[d] > 1;
    }
    const std::size_t all = plan.loops.loops.size();
    const std::size_t around = std::max(plan.shared.depth, placed.tiles.empty() ? 0 : placed.tiles.back().changes);
    const std::size_t depth =
        std::max(around, change_depth(plan.loops, shape, depth_of_registers(plan.loops, shape, registers)));
    const bool reused = std::any_of(plan.loops.loops.begin() + static_cast<std::ptrdiff_t>(depth),
                                    plan.loops.loops.begin() + static_cast<std::ptrdiff_t>(all),
                                    [&](const TiledLoop& loop) { return !shape.indexed[position_of(loop.dimension)]; });
    return reused ? std::optional(depth) : std::nullopt;
}

}  // namespace deltasim::mapping
