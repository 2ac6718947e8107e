// SPDX-License-Identifier: MIT
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "mapping/stage_writer.hpp"

// The part of StageWriter that moves words between memories, and sums into and out of the lanes.

namespace deltasim::mapping
{

namespace
{

/// True if a box holds the first (or last) index of every loop over which a sum is taken.
bool at_end(const Sum& sum, const std::array<bool, dimension_count>& ends)
{
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (sum.over[d] && !ends[d]) return false;
    }
    return true;
}

/// A range of indices over which a transfer loops.
struct Part {
    std::uint64_t coefficient = 0;  ///< in words of the tensor
    std::uint64_t count = 1;
    std::uint64_t outside = 0;  ///< words from one index to the next in the source of the tile
    std::uint64_t inside = 0;   ///< the same in the tile
};

/// The tensors whose words a statement sums.
std::vector<Tensor> summed_tensors(const schedule::LoopNest& nest, const Statement& statement)
{
    std::vector<Tensor> tensors;
    for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
        for (const schedule::Operand& operand : step.operands) {
            const schedule::Stream& stream = nest.streams[operand.stream];
            if (stream.direction == Direction::read) tensors.push_back(stream.tensor.tensor);
        }
    });
    return tensors;
}

}  // namespace

void StageWriter::enter_tile(std::size_t t, std::size_t depth, const Box& box, States& states)
{
    const WrittenTile& tile = tiles_[t];
    TileState& state = states[t];
    if (tile.lent) {
        if (depth == tile.kept->changes) state.origin = box.start;
        return;
    }
    if (tile.ahead && depth == tile.anchor) {
        state.next.reset();
        const Box first = first_tile(box, depth, tile.kept->changes);
        if (!lies_near(tile, first)) fill(t, first, state.number, states);
    }
    if (depth != tile.kept->changes) return;
    state.origin = box.start;
    if (tile.sum != nullptr) {
        if (!stands(*tile.sum, box) || at_end(tile.sum->sum, box.first)) return;
        fill(t, box, state.number, states);
        return mark(t, schedule::StepUnit::turn);
    }
    if (!lies_near(tile, box)) {
        if (tile.walk->read && !tile.ahead) fill(t, box, state.number, states);
        mark(t, schedule::StepUnit::turn);
    }
    if (tile.ahead && state.next && !lies_near(tile, *state.next)) fill(t, *state.next, state.number + 1, states);
}

void StageWriter::leave_tile(std::size_t t, const Box& box, const States& states)
{
    const WrittenTile& tile = tiles_[t];
    if (tile.lent) return;
    if (tile.sum != nullptr) {
        if (!stands(*tile.sum, box) || at_end(tile.sum->sum, box.last)) return;
        transfer(t, box, states[t].number, states, true);
        mark(t, schedule::StepUnit::filled);
        return mark(t, schedule::StepUnit::turn);
    }
    if (lies_near(tile, box)) return;
    const auto& writes = tile.walk->writes;
    if (std::any_of(writes.begin(), writes.end(), [&](const auto& span) { return stands(span, box); })) {
        transfer(t, box, states[t].number, states, true);
    }
    // A buffer that nothing fills is free for the next tile as soon as this one has left.
    if (!tile.walk->read) mark(t, schedule::StepUnit::filled);
}

void StageWriter::fill(std::size_t t, const Box& box, const schedule::AffineIndex& number, const States& states)
{
    transfer(t, box, number, states, false);
    out_.tiles[tiles_[t].number - 1].filled = true;
    mark(t, schedule::StepUnit::filled);
}

void StageWriter::mark(std::size_t t, schedule::StepUnit unit)
{
    writer_.step({.unit = unit, .counted = false, .tile = tiles_[t].number});
}

/// Moves the words of a tile burst by burst. Runs of adjacent words are made as long as possible.
void StageWriter::transfer(std::size_t t, const Box& box, const schedule::AffineIndex& number, const States& states,
                           bool drain)
{
    const WrittenTile& tile = tiles_[t];
    const Walk& walk = *tile.walk;
    const HomeRows home_rows = home_of(walk.tensor, box);
    const std::size_t from = place_in(tile.outside, box);
    const WrittenTile* outer = from == 0 ? nullptr : &tiles_[from - 1];
    schedule::AffineIndex outside = constant_index(outer == nullptr ? walk.constant : 0);
    if (outer != nullptr) outside = outside + states[from - 1].number * outer->pitch_words;
    std::vector<Part> parts;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (walk.coefficients[d] == 0) continue;
        const std::uint64_t stride = outer == nullptr ? walk.coefficients[d] : outer->kept->strides[d];
        const schedule::AffineIndex start =
            outer == nullptr ? box.start[d] : difference(box.start[d], states[from - 1].origin[d]);
        outside = outside + start * stride;
        parts.push_back({walk.coefficients[d], box.size[d], stride, tile.kept->strides[d]});
    }
    for (std::size_t c = 0; c < walk.chain.size(); ++c) {
        const std::uint64_t stride = outer == nullptr ? walk.chain[c].coefficient : outer->kept->chain_strides[c];
        parts.push_back({walk.chain[c].coefficient, walk.chain[c].count, stride, tile.kept->chain_strides[c]});
    }
    if (outer == nullptr) outside.constant -= home_rows.words_before;
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.coefficient < b.coefficient; });
    std::uint64_t run = 1;
    std::size_t loops = 0;
    for (; loops < parts.size() &&
           (parts[loops].count == 1 || (parts[loops].outside == run && parts[loops].inside == run));
         ++loops) {
        run *= parts[loops].count;
    }
    const std::uint64_t burst =
        std::max<std::uint64_t>(1, burst_bytes_ / bytes_of(machine_.precisions.of(walk.tensor.tensor)));
    const std::size_t home = writer_.stream(
        {home_rows.tensor, drain ? Direction::write : Direction::read, outer == nullptr ? 0 : outer->number, true});
    const std::size_t place =
        writer_.stream({home_rows.tensor, drain ? Direction::read : Direction::write, tile.number, true});
    const auto burst_at = [&](const schedule::AffineIndex& out, const schedule::AffineIndex& in, std::uint64_t words) {
        const schedule::Operand at_home{home, out, true};
        const schedule::Operand at_place{place, in, true};
        writer_.step({.lanes = words,
                      .unit = schedule::StepUnit::engine,
                      .operands = drain ? std::vector{at_place, at_home} : std::vector{at_home, at_place},
                      .counted = false,
                      .tile = tile.number,
                      .drains = drain});
    };
    const std::function<void(std::size_t, schedule::AffineIndex, schedule::AffineIndex)> write =
        [&](std::size_t left, const schedule::AffineIndex& out, const schedule::AffineIndex& in) {
            if (left > loops) {
                const Part& part = parts[left - 1];
                return writer_.loop(0, part.count, [&](const schedule::AffineIndex& index) {
                    write(left - 1, out + index * part.outside, in + index * part.inside);
                });
            }
            writer_.loop(0, run / burst, [&](const schedule::AffineIndex& index) {
                burst_at(out + index * burst, in + index * burst, burst);
            });
            const std::uint64_t done = run / burst * burst;
            if (run > done) burst_at(out + done, in + done, run - done);
        };
    write(parts.size(), outside, number * tile.pitch_words);
}

/// Calls `visit` for every block of lanes in a box, along the loops that index a tensor.
void StageWriter::for_each_block(std::size_t depth, const Box& box, const WordShape& shape,
                                 const std::function<void(const Box&)>& visit)
{
    if (depth == plan_.loops.loops.size()) return visit(box);
    const TiledLoop& loop = plan_.loops.loops[depth];
    const auto d = position_of(loop.dimension);
    if (!shape.indexed[d]) {
        Box one = box;
        one.size[d] = std::min(one.size[d], loop.step);
        return for_each_block(depth + 1, one, shape, visit);
    }
    for (const Piece& piece : pieces(loop, box, false)) {
        writer_.loop(piece.begin, piece.count, [&](const schedule::AffineIndex& iteration) {
            for_each_block(depth + 1, inside(box, loop, iteration, piece), shape, visit);
        });
    }
}

void StageWriter::write_loads(std::size_t depth, const Box& box, const States& states)
{
    for (const Load& load : loads_) {
        if (load.depth != depth) continue;
        for_each_block(depth, box, load.walk->shape(), [&](const Box& block) {
            if (!stands(load.statement->span, block)) return;
            schedule::Step step{.unit = schedule::StepUnit::load, .counted = false};
            step.operands.push_back(operand_at(*load.walk, load.point, Direction::read, block, states, {}));
            set_lanes(step, lanes_along(plan_.rows_dimension, *load.statement, block),
                      lanes_along(plan_.columns_dimension, *load.statement, block));
            writer_.step(std::move(step));
        });
    }
}

/// Moves sums that were begun earlier into the lanes, or moves incomplete sums out of them.
void StageWriter::write_sums(std::size_t depth, const Box& box, const States& states, bool leave)
{
    for (std::size_t s = 0; s < plan_.sums.size(); ++s) {
        const PlacedSum& placed = plan_.sums[s];
        if (!placed.leaves || placed.changes != depth) continue;
        if (!stands(placed, box)) continue;
        if (at_end(placed.sum, leave ? box.last : box.first)) continue;
        for_each_block(depth, box, placed.walk.shape(), [&](const Box& block) {
            schedule::Step step{.counted = false};
            step.operands.push_back(operand_at(placed.walk, placed.sum.index,
                                               leave ? Direction::write : Direction::read, block, states, {}));
            std::uint64_t lanes[2]{1, 1};
            for (std::size_t side = 0; side < 2; ++side) {
                const std::size_t d = side == 0 ? plan_.rows_dimension : plan_.columns_dimension;
                if (d == dimension_count || !placed.sum.adds->within[d]) continue;
                if (placed.sum.over[d]) {
                    step.sums *= plan_.loops.block[d];
                } else {
                    lanes[side] = block.size[d];
                }
            }
            step.reduces = placed.reduced;
            step.summed = summed_tensors(nest_, *placed.sum.adds);
            step.unit = !leave           ? schedule::StepUnit::load
                        : placed.reduced ? schedule::StepUnit::row_end
                                         : schedule::StepUnit::lanes;
            step.needs_result = leave && !placed.reduced;
            if (leave && placed.reduced) count_of(step.operations, Operation::add) = step.sums;
            schedule::RegisterUse use{.kind = placed.sum.kind,
                                      .index = index_of(placed.sum.index, block, {}),
                                      .number = placed.sum.number,
                                      .whole_numbers = placed.sum.whole_numbers};
            step.registers.push_back(std::move(use));
            set_lanes(step, lanes[0], lanes[1]);
            writer_.step(std::move(step));
        });
    }
}

}  // namespace deltasim::mapping
