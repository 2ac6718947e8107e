// SPDX-License-Identifier: MIT
#include "sim/fold/fold_loop.hpp"

#include <algorithm>

#include "sim/fold/fold_costs.hpp"
#include "sim/state/key_bytes.hpp"

namespace deltasim::sim
{

namespace
{

std::uint64_t cost_of(const BoundNest& nest, const BoundStep& step)
{
    std::uint64_t dram_bytes = 0;
    for (std::size_t o = step.reads; o < step.end; ++o) {
        const BoundOperand& operand = nest.operands[o];
        if (operand.off_chip && !operand.held) dram_bytes += operand.spans[0] * operand.spans[1] * operand.span_bytes;
    }
    return step_cost + dram_bytes / dram_bytes_a_unit;
}

bool contains(const std::vector<std::size_t>& numbers, std::size_t number)
{
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

FoldLoop::FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop, std::uint64_t fewest_steps,
                   const std::vector<FoldLoop>& inner)
    : loop_(&loop), operand_count_(loop.operand_count)
{
    write_signature(nest, loop);
    find_parts(nest);
    blocks_ = fold_blocks(loop.count, loop.steps, fewest_steps, !loop.has_index && loop.depth > 0);
    is_stepped_ = loop.depth > 0 && loop.count * loop.steps < fewest_steps;
    for (const BoundNode& node : loop.body) {
        if (node.is_step) {
            own_cost_ += cost_of(nest, nest.steps[node.index]);
        } else if (inner[node.index].is_stepped()) {
            own_cost_ += nest.loops[node.index].count * inner[node.index].own_cost();
        }
    }
    if (!blocks_.back().folds()) return;
    // Skipped work is counted by step, so no other loop has the same behaviour.
    if (!nest.skips.empty()) signature_.append(&loop - nest.loops.data());
    find_outer_writes(nest);
    find_anchors(nest);
    find_factors(nest, loop);
    find_streams(nest);
    if (parts_.dram) rows_ = LoopRows(issuer, nest, loop, parts_.streams);
    for (const bool many : {false, true}) seen_.emplace_back(nest, loop, many).write_signature(signature_);
}

void FoldLoop::number_blocks(std::uint32_t first)
{
    for (FoldBlock& block : blocks_) block.number = first++;
}

void FoldLoop::write_signature(const BoundNest& nest, const BoundLoop& loop)
{
    signature_.append(loop.count);
    signature_.append(loop.before_drain);
    for (const BoundNode& node : loop.body) {
        signature_.append(node.is_step);
        if (!node.is_step) {
            write_signature(nest, nest.loops[node.index]);
            continue;
        }
        const BoundStep& step = nest.steps[node.index];
        if (step_count_++ == 0) first_step_ = step.executions;
        signature_.append(step.timing.unit);
        signature_.append(step.step->tile);
        signature_.append(step.step->drains);
        signature_.append(step.timing.needs_result);
        signature_.append(step.timing.latency.value());
        signature_.append(step.timing.interval.value());
        signature_.append(step.timing.mapped);
        signature_.append(step.timing.slots);
        signature_.append(step.timing.instructions);
        signature_.append(step.step->registers.empty());
        signature_.append(step.timing.unit == schedule::StepUnit::row_end && &step == &nest.steps.front());
        signature_.append(step.writes - step.reads);
        signature_.append(step.end - step.reads);
        for (std::size_t o = step.reads; o < step.end; ++o) {
            const BoundOperand& operand = nest.operands[o];
            signature_.append(operand.stream);
            signature_.append(operand.span_bytes);
            signature_.append(operand.repeats);
            signature_.append(operand.lane_words);
            for (std::size_t side = 0; side < operand.spans.size(); ++side) {
                signature_.append(operand.spans[side]);
                signature_.append(operand.span_strides[side]);
            }
            for (std::size_t d = loop_->first_index(); d < operand.loops.size(); ++d) {
                signature_.append(operand.loops[d].words);
            }
        }
    }
    signature_.append(std::uint8_t{2});  // neither a step nor a loop: the end of the body
}

void FoldLoop::find_outer_writes(const BoundNest& nest)
{
    for (std::size_t o = 0; o < nest.operands.size(); ++o) {
        const BoundOperand& operand = nest.operands[o];
        const bool of_loop = o >= loop_->first_operand && o < end_operand();
        if (!of_loop && !operand.off_chip && operand.kind.direction == Direction::write) outer_writes_.push_back(o);
    }
}

void FoldLoop::find_anchors(const BoundNest& nest)
{
    for (std::size_t o = loop_->first_operand; o < end_operand(); ++o) {
        const BoundOperand& operand = nest.operands[o];
        if (operand.off_chip || operand.view.bank_step_bytes == 0) continue;
        if (anchors_.size() <= operand.memory_index) anchors_.resize(operand.memory_index + 1);
        if (!anchors_[operand.memory_index]) anchors_[operand.memory_index] = o;
    }
}

std::uint64_t FoldLoop::first_on_chip(std::size_t memory, const BoundNest& nest) const
{
    if (memory >= anchors_.size() || !anchors_[memory]) return 0;
    const BoundOperand& anchor = nest.operands[*anchors_[memory]];
    return anchor.view_lines.remainder(anchor.line_bytes.divide(nest.at.addresses[*anchors_[memory]]));
}

void FoldLoop::find_factors(const BoundNest& nest, const BoundLoop& loop)
{
    factors_.insert(factors_.end(), loop.guards.begin(), loop.guards.end());
    for (const BoundNode& node : loop.body) {
        if (!node.is_step) {
            find_factors(nest, nest.loops[node.index]);
            continue;
        }
        const std::size_t skip = nest.steps[node.index].skip;
        if (skip == BoundStep::no_skip) continue;
        for (const BoundProduct& product : nest.skips[skip].products) {
            for (std::size_t f = product.first; f < product.end; ++f) factors_.push_back(f);
        }
    }
}

/// Which of the words that a block tests are 0: if there are few, each word; if there are many, their addresses.
/// Addresses are equally good; they are equal only when the same words are tested again.
void FoldLoop::write_zeros(const BoundNest& nest, std::uint64_t iterations, KeyBytes& bytes) const
{
    constexpr std::uint64_t few = 512;
    for (const std::size_t f : factors_) {
        const BoundFactor& factor = nest.factors[f];
        const std::uint64_t first = nest.at.positions[f];
        // The block's loops that move it, and its lanes and samples.
        std::vector<std::pair<std::uint64_t, std::uint64_t>> moves{{1, factor.lanes},
                                                                   {factor.sample_words, factor.samples}};
        std::uint64_t words = factor.words();
        for (std::size_t d = loop_->first_index(); d < factor.loops.size(); ++d) {
            if (factor.loops[d].words == 0) continue;
            const bool own = loop_->has_index && d == loop_->depth - 1;
            moves.emplace_back(factor.loops[d].words, own ? iterations : factor.loops[d].count);
            words = std::min(few + 1, words) * moves.back().second;
        }
        if (words > few) {
            bytes.append(first);
            continue;
        }
        std::vector<std::uint64_t> positions{first};
        for (const auto& [stride, times] : moves) {
            const std::size_t known = positions.size();
            for (std::uint64_t i = 1; i < times; ++i) {
                for (std::size_t p = 0; p < known; ++p) positions.push_back(positions[p] + i * stride);
            }
        }
        std::uint8_t bits = 0;
        for (std::size_t p = 0; p < positions.size(); ++p) {
            bits = static_cast<std::uint8_t>((bits << 1U) | ((*factor.is_zero)[positions[p]] ? 1U : 0U));
            if (p % 8 == 7 || p + 1 == positions.size()) bytes.append(bits);
        }
    }
}

void FoldLoop::find_parts(const BoundNest& nest)
{
    using schedule::StepUnit;
    const auto use_tile = [&](std::size_t tile) {
        if (tile != 0 && !contains(parts_.tiles, tile - 1)) parts_.tiles.push_back(tile - 1);
    };
    bool fills = false;
    bool only_bursts = true;
    for (const BoundStep& step : nest.steps) {
        if (step.executions < first_step_ || step.executions >= first_step_ + step_count_) continue;
        const StepUnit unit = step.timing.unit;
        (step.is_by_engine() ? parts_.engine : parts_.lanes) = true;
        if (step.is_by_engine()) use_tile(step.step->tile);
        if (unit == StepUnit::engine) (step.step->drains ? drains_ : fills) = true;
        only_bursts = only_bursts && unit == StepUnit::engine;
        for (std::size_t o = step.reads; o < step.end; ++o) use_tile(nest.operands[o].tile);
    }
    if (parts_.engine && (!only_bursts || fills == drains_)) parts_.lanes = true;
}

void FoldLoop::find_streams(const BoundNest& nest)
{
    for (std::size_t o = loop_->first_operand; o < end_operand(); ++o) {
        const BoundOperand& operand = nest.operands[o];
        if (!operand.off_chip) continue;
        parts_.dram = true;
        if (!contains(parts_.streams, operand.stream)) parts_.streams.push_back(operand.stream);
    }
}

void FoldLoop::write_address_class(const FoldBlock& block, const BoundNest& nest, bool wherever, KeyBytes& bytes) const
{
    const std::uint64_t iterations = block.iterations();
    bytes.append(wherever);
    write_zeros(nest, iterations, bytes);
    seen_[iterations == 1 ? 0 : 1].write(nest, iterations, wherever, rows_.like_banks(nest), bytes);
    if (!parts_.dram) return;
    rows_.write_meetings(nest, bytes);
    rows_.write_moves(nest, iterations, bytes);
}

void FoldLoop::write_outer_places(const BoundNest& nest, bool wherever, KeyBytes& bytes) const
{
    for (const std::size_t o : outer_writes_) {
        const std::uint64_t period = nest.operands[o].view.period_bytes;
        if (period == 0) {
            bytes.append(nest.at.addresses[o]);
        } else if (!wherever) {
            const std::uint64_t line_bytes = nest.operands[o].line_bytes.value();
            const std::uint64_t first = first_on_chip(nest.operands[o].memory_index, nest) * line_bytes;
            bytes.append((nest.at.addresses[o] + period - first) % period);
        }
    }
}

CounterPlace FoldLoop::counter_place(const BoundNest& nest) const
{
    CounterPlace place;
    if (parts_.dram) {
        const LikeBanks banks = rows_.like_banks(nest);
        place.first_bank = static_cast<std::uint8_t>(banks.first);
        place.first_group = static_cast<std::uint8_t>(banks.first_group);
    }
    place.first_step = static_cast<std::uint16_t>(first_step_);
    return place;
}

void FoldLoop::set_addresses(const BoundNest& nest, StateOrigin& origin) const
{
    origin.first_operand = loop_->first_operand;
    origin.with_lanes = parts_.lanes;
    origin.with_engine = parts_.engine;
    origin.at_last_issue = before_row_end_;
    origin.end_operand = end_operand();
    origin.first_on_chip.assign(anchors_.size(), 0);
    for (std::size_t m = 0; m < anchors_.size(); ++m) {
        origin.first_on_chip[m] = static_cast<std::size_t>(first_on_chip(m, nest));
    }
    rows_.set_addresses(nest, origin);
}

}  // namespace deltasim::sim
