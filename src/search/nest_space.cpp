// SPDX-License-Identifier: MIT
#include "search/nest_space.hpp"

#include <algorithm>
#include <utility>

#include "mapping/auto_mapping.hpp"

namespace deltasim::search
{

namespace
{

using model::Extents;

constexpr std::size_t most_sizes = 4;
constexpr std::array<model::LoopOrder, 6> orders{{{Dimension::outputs, Dimension::inputs, Dimension::samples},
                                                  {Dimension::outputs, Dimension::samples, Dimension::inputs},
                                                  {Dimension::inputs, Dimension::outputs, Dimension::samples},
                                                  {Dimension::inputs, Dimension::samples, Dimension::outputs},
                                                  {Dimension::samples, Dimension::outputs, Dimension::inputs},
                                                  {Dimension::samples, Dimension::inputs, Dimension::outputs}}};

/// A block, larger sizes in equal steps of a power of two, and the whole loop.
std::vector<std::uint64_t> sizes_of(std::uint64_t extent, std::uint64_t block)
{
    std::uint64_t factor = 2;
    const auto count = [&] {
        std::size_t sizes = 1;
        for (std::uint64_t size = block; size < extent; size *= factor) ++sizes;
        return sizes;
    };
    while (count() > most_sizes) factor *= 2;
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t size = block; size < extent; size *= factor) sizes.push_back(size);
    sizes.push_back(extent);
    return sizes;
}

/// The same order, except that this dimension comes last.
model::LoopOrder with_innermost(const model::LoopOrder& order, Dimension innermost)
{
    model::LoopOrder changed = order;
    std::stable_partition(changed.begin(), changed.end(), [&](Dimension dimension) { return dimension != innermost; });
    return changed;
}

bool has_chains(const mapping::Stage& stage)
{
    bool found = false;
    for (const mapping::Statement& statement : stage.statements) {
        mapping::for_each_step(statement, [&](const schedule::Step&, const std::vector<std::uint64_t>& chain) {
            found = found || !chain.empty();
        });
    }
    return found;
}

/// Takes the next digit of a number.
std::size_t take(std::uint64_t& number, std::size_t base)
{
    const std::uint64_t digit = number % base;
    number /= base;
    return digit;
}

constexpr std::size_t buffer_choices = 2;
constexpr std::size_t group_choices = 2;

}  // namespace

NestSpace::NestSpace(const schedule::LoopNest& nest, const mapping::MappedMachine& machine,
                     std::optional<model::NestMapping> automatic)
    : automatic_(std::move(automatic)), outermost_(machine.spaces.back().name), rows_(machine.array.rows),
      columns_(machine.array.columns), accumulators_(machine.array.accumulators)
{
    const auto tiles_in = mapping::tile_memory(Tensor::weight, machine.spaces);
    std::vector<Tensor> of_weights;
    std::vector<Tensor> of_samples;
    for (const mapping::Stage& stage : mapping::stages_of(nest)) {
        if (has_chains(stage) || !tiles_in) return;
        for (std::size_t d = 0; d < dimension_count; ++d) extents_[d] = std::max(extents_[d], stage.extents[d]);
        for (const mapping::Walk& walk : mapping::walks_of(nest, stage)) {
            const auto indexed = [&](Dimension d) { return walk.coefficients[position_of(d)] > 0; };
            const bool by_weight = indexed(Dimension::outputs) && indexed(Dimension::inputs);
            auto& list = by_weight ? of_weights : of_samples;
            const bool can_lie_there = walk.alike && machine.spaces[*tiles_in].is_for(walk.tensor.tensor);
            if (!can_lie_there || std::find(list.begin(), list.end(), walk.tensor.tensor) != list.end()) continue;
            list.push_back(walk.tensor.tensor);
        }
    }
    tiles_in_ = machine.spaces[*tiles_in].name;
    add_sides(machine, extents_);
    add_keeping(of_weights, of_samples, machine.spaces[*tiles_in].is_for(Tensor::partial_sum));
    for (const Sides& sides : sides_) {
        std::uint64_t points = keeping_.size() * orders.size() * dimension_count * buffer_choices * group_choices;
        for (const auto& sizes : sides.sizes) points *= sizes.size();
        grid_ += points;
    }
}

void NestSpace::add_sides(const mapping::MappedMachine& machine, const Extents& extents)
{
    for (std::size_t r = 0; r < dimension_count; ++r) {
        for (std::size_t c = 0; c < dimension_count; ++c) {
            // A single row of lanes goes along one loop; a machine with only one row has no other choice.
            if (machine.array.rows == 1 && r != c) continue;
            const auto is_single = [&](std::size_t d) {
                return extents[d] == 1 && d != position_of(Dimension::inputs);
            };
            if (is_single(r) || is_single(c)) continue;
            Sides sides{static_cast<Dimension>(r), static_cast<Dimension>(c), {}};
            const Extents block = block_of(sides);
            for (std::size_t d = 0; d < dimension_count; ++d) sides.sizes[d] = sizes_of(extents[d], block[d]);
            sides_.push_back(std::move(sides));
        }
    }
}

Extents NestSpace::block_of(const Sides& sides) const
{
    Extents block{1, 1, 1};
    block[position_of(sides.rows)] *= rows_;
    block[position_of(sides.columns)] *= columns_;
    for (std::size_t d = 0; d < dimension_count; ++d) block[d] = std::min(block[d], extents_[d]);
    return block;
}

void NestSpace::add_keeping(const std::vector<Tensor>& of_weights, const std::vector<Tensor>& of_samples, bool sums)
{
    const auto joined = [](std::vector<Tensor> a, const std::vector<Tensor>& b) {
        a.insert(a.end(), b.begin(), b.end());
        return a;
    };
    const auto add = [&](const std::vector<Tensor>& tensors, const std::vector<Tensor>& inside, Dimension narrow) {
        if (tensors.empty()) return;
        keeping_.push_back({tensors, inside, narrow});
        if (sums) keeping_.push_back({joined(tensors, {Tensor::partial_sum}), inside, narrow});
    };
    add(of_samples, {}, Dimension::outputs);
    add(of_weights, {}, Dimension::outputs);
    if (of_weights.empty() || of_samples.empty()) return;
    add(joined(of_weights, of_samples), {}, Dimension::outputs);
    for (const Dimension narrow : {Dimension::outputs, Dimension::inputs}) add(of_samples, of_weights, narrow);
}

std::optional<model::NestMapping> NestSpace::mapping(std::uint64_t number) const
{
    if (number == 0) return std::nullopt;
    if (number < first_of_grid()) return automatic_;
    number -= first_of_grid();
    const Keeping& keeping = keeping_[take(number, keeping_.size())];
    const model::LoopOrder& order = orders[take(number, orders.size())];
    const auto innermost = static_cast<Dimension>(take(number, dimension_count));
    const std::uint64_t buffers = 1 + take(number, buffer_choices);
    const bool in_groups = take(number, group_choices) == 1;
    for (const Sides& sides : sides_) {
        std::uint64_t tiles = 1;
        for (const auto& sizes : sides.sizes) tiles *= sizes.size();
        if (number >= tiles) {
            number -= tiles;
            continue;
        }
        Extents tile{};
        for (std::size_t d = 0; d < dimension_count; ++d) {
            tile[d] = sides.sizes[d][take(number, sides.sizes[d].size())];
        }
        const auto cut = [&](Extents sizes) {
            for (std::size_t d = 0; d < dimension_count; ++d) {
                if (sizes[d] >= extents_[d]) sizes[d] = 0;
            }
            return sizes;
        };
        const Extents block = block_of(sides);
        model::NestMapping mapping{.levels = {}, .rows = sides.rows, .columns = sides.columns};
        mapping.levels.push_back({.memory = outermost_, .order = order});
        mapping.levels.push_back({tiles_in_, cut(tile), keeping.tensors, buffers, order});
        if (!keeping.inside.empty()) {
            Extents narrow = tile;
            narrow[position_of(keeping.narrow)] = block[position_of(keeping.narrow)];
            mapping.levels.push_back({tiles_in_, cut(narrow), keeping.inside, buffers, order});
        }
        const model::LoopOrder inner = with_innermost(order, innermost);
        if (in_groups) {
            // As many indices of the innermost loop as a lane has accumulators, with all other loops inside.
            Extents group{};
            group[position_of(innermost)] = block[position_of(innermost)] * accumulators_;
            mapping.levels.back().order = with_innermost(order, order.front());
            mapping.levels.push_back({tiles_in_, cut(group), {}, 1, inner});
        } else {
            mapping.levels.back().order = inner;
        }
        return mapping;
    }
    return std::nullopt;
}

}  // namespace deltasim::search
