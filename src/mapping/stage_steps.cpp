// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mapping/nest_writer.hpp"
#include "mapping/stage_writer.hpp"

// The part of StageWriter that writes the steps of a schedule.

namespace deltasim::mapping
{

schedule::AffineIndex index_of(const PointIndex& point, const Box& box, const std::vector<schedule::AffineIndex>& chain)
{
    schedule::AffineIndex index = constant_index(point.constant);
    for (std::size_t d = 0; d < dimension_count; ++d) index = index + box.start[d] * point.coefficients[d];
    for (std::size_t c = 0; c < point.chain.size(); ++c) index = index + chain[c] * point.chain[c];
    return index;
}

bool StageWriter::stands(const std::array<Span, dimension_count>& span, const Box& box) const
{
    for (std::size_t d = 0; d < dimension_count; ++d) {
        const bool end = box.first[d] || box.last[d];
        if (span[d] == Span::first && !box.first[d]) return false;
        if (span[d] == Span::last && !box.last[d]) return false;
        if (span[d] == Span::middle && box.size[d] == 1 && end) return false;
    }
    return true;
}

/// True if a box contains steps that add to a sum, at any index of the sum's own loops.
bool StageWriter::stands(const PlacedSum& placed, const Box& box) const
{
    std::array<Span, dimension_count> span = placed.sum.adds->span;
    for (std::size_t d = 0; d < dimension_count; ++d) span[d] = placed.sum.over[d] ? Span::all : span[d];
    return stands(span, box);
}

std::uint64_t StageWriter::lanes_along(std::size_t dimension, const Statement& statement, const Box& box) const
{
    if (dimension == dimension_count || !statement.within[dimension]) return 1;
    return statement.span[dimension] == Span::all ? box.size[dimension] : 1;
}

void StageWriter::set_lanes(schedule::Step& step, std::uint64_t rows, std::uint64_t columns) const
{
    step.rows = rows;
    step.lanes = rows * columns;
    for (schedule::Operand& operand : step.operands) {
        if (rows == 1) operand.row_words = operand.place_row_words = 0;
        if (columns == 1) operand.column_words = operand.place_column_words = 0;
    }
    for (schedule::RegisterUse& use : step.registers) {
        const auto words = [&](std::size_t dimension, std::uint64_t lanes, const PointIndex& point) {
            return dimension == dimension_count || lanes == 1 ? 0 : point.coefficients[dimension];
        };
        for (const PlacedSum& placed : plan_.sums) {
            if (placed.sum.kind != use.kind || placed.sum.number != use.number) continue;
            use.row_words = words(plan_.rows_dimension, rows, placed.sum.index);
            use.column_words = words(plan_.columns_dimension, columns, placed.sum.index);
        }
    }
}

schedule::Operand StageWriter::operand_at(const Walk& walk, const PointIndex& point, Direction direction,
                                          const Box& box, const States& states,
                                          const std::vector<schedule::AffineIndex>& chain)
{
    std::size_t place = 0;
    for (std::size_t w = 0; w < plan_.walks.size(); ++w) {
        if (&plan_.walks[w].walk == &walk) place = walk_place_[w];
    }
    for (std::size_t s = 0; s < plan_.sums.size(); ++s) {
        if (&plan_.sums[s].walk == &walk) place = sum_place_[s];
    }
    const HomeRows home = home_of(walk.tensor, box);
    place = place_in(place, box);
    schedule::Operand operand;
    model::Extents strides = point.coefficients;
    if (place == 0) {
        operand.stream = writer_.stream({home.tensor, direction});
        operand.index = index_of(point, box, chain);
        operand.index.constant -= home.words_before;
    } else {
        const WrittenTile& tile = tiles_[place - 1];
        const TileState& state = states[place - 1];
        strides = tile.kept->strides;
        operand.stream = writer_.stream({home.tensor, direction, tile.number});
        operand.index = state.number * tile.pitch_words;
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (strides[d] == 0) continue;
            operand.index = operand.index + difference(box.start[d], state.origin[d]) * strides[d];
        }
        std::size_t stride = 0;
        for (std::size_t c = 0; c < point.chain.size(); ++c) {
            if (point.chain[c] == 0) continue;
            operand.index = operand.index + chain[c] * tile.kept->chain_strides[stride++];
        }
    }
    operand.place = index_of(point, box, chain);
    if (plan_.rows_dimension != dimension_count) {
        operand.row_words = strides[plan_.rows_dimension];
        operand.place_row_words = point.coefficients[plan_.rows_dimension];
    }
    if (plan_.columns_dimension != dimension_count) {
        operand.column_words = strides[plan_.columns_dimension];
        operand.place_column_words = point.coefficients[plan_.columns_dimension];
    }
    return operand;
}

void StageWriter::write_statements(const Box& box, const States& states)
{
    for (const Statement& statement : plan_.stage.statements) {
        if (!stands(statement.span, box)) continue;
        std::vector<schedule::AffineIndex> chain;
        for (const schedule::NestNode* node : statement.body) write_node(statement, *node, box, states, chain);
    }
}

void StageWriter::write_node(const Statement& statement, const schedule::NestNode& node, const Box& box,
                             const States& states, std::vector<schedule::AffineIndex>& chain)
{
    if (const auto* step = std::get_if<schedule::Step>(&node)) {
        return write_step(statement, *step, box, states, chain);
    }
    const auto& loop = std::get<schedule::Loop>(node);
    writer_.loop(0, loop.count, [&](const schedule::AffineIndex& index) {
        chain.push_back(index);
        for (const schedule::NestNode& inner : loop.body) write_node(statement, inner, box, states, chain);
        chain.pop_back();
    });
}

void StageWriter::write_step(const Statement& statement, const schedule::Step& step, const Box& box,
                             const States& states, const std::vector<schedule::AffineIndex>& chain)
{
    schedule::Step result = step;
    result.operands.clear();
    for (const schedule::Operand& operand : step.operands) {
        const schedule::Stream& stream = nest_.streams[operand.stream];
        const auto placed = std::find_if(plan_.walks.begin(), plan_.walks.end(),
                                         [&](const PlacedWalk& other) { return other.walk.tensor == stream.tensor; });
        const PointIndex point = statement.point(operand.index);
        schedule::Operand moved = operand_at(placed->walk, point, stream.direction, box, states, chain);
        moved.held = std::any_of(loads_.begin(), loads_.end(), [&](const Load& load) {
            return load.statement == &statement && load.walk == &placed->walk && load.point == point;
        });
        result.operands.push_back(std::move(moved));
    }
    for (schedule::RegisterUse& use : result.registers) {
        use.index = index_of(statement.point(use.index), box, chain);
    }
    result.sample = index_of(statement.point(step.sample), box, chain);
    const std::uint64_t rows = lanes_along(plan_.rows_dimension, statement, box);
    const std::uint64_t columns = lanes_along(plan_.columns_dimension, statement, box);
    for (std::size_t u = 0; u < result.registers.size(); ++u) {
        const PointIndex point = statement.point(step.registers[u].index);
        const auto words = [&](std::size_t dimension) {
            return dimension == dimension_count ? 0 : point.coefficients[dimension];
        };
        result.registers[u].row_words = words(plan_.rows_dimension);
        result.registers[u].column_words = words(plan_.columns_dimension);
    }
    if (step.unit == schedule::StepUnit::row_end) {
        for (const PlacedSum& placed : plan_.sums) {
            if (!placed.reduced || placed.sum.kind != schedule::Register::sum) continue;
            for (std::size_t d = 0; d < dimension_count; ++d) {
                if (placed.sum.over[d]) result.sums *= plan_.loops.block[d];
            }
        }
        count_of(result.operations, Operation::add) += result.sums - 1;
    }
    set_lanes(result, rows, columns);
    writer_.step(std::move(result));
}

schedule::LoopNest map_nest(const NestPlan& plan, const MappedMachine& machine,
                            const std::vector<std::uint64_t>& tile_base, std::uint64_t burst_bytes)
{
    const schedule::LoopNest& first = *plan.parts.front().nest;
    schedule::LoopNest mapped;
    mapped.phase = first.phase;
    mapped.layer = first.layer;
    mapped.mapped = true;
    mapped.samples = first.samples;
    if (plan.is_pair) mapped.samples.count += plan.parts[1].nest->samples.count;
    LoopWriter writer(mapped);
    const StageWriter::Target target{mapped, writer, burst_bytes};
    for (std::size_t p = 0; p < plan.parts.size(); ++p) {
        std::vector<std::uint64_t> free_byte = tile_base;
        StageWriter stage(plan.parts[p], machine, target, free_byte);
        if (!plan.is_pair || p > 0) {
            stage.write();
            continue;
        }
        StageWriter other(plan.parts[++p], machine, target, free_byte, &stage);
        stage.write_with(other);
    }
    return mapped;
}

schedule::LoopNest map_nest(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                            const MappedMachine& machine, const std::vector<std::uint64_t>& tile_base,
                            std::uint64_t burst_bytes)
{
    return map_nest(plan_nest(nest, mapping, machine), machine, tile_base, burst_bytes);
}

}  // namespace deltasim::mapping
