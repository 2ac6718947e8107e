// SPDX-License-Identifier: MIT
#include "mapping/nest_plan.hpp"

#include <algorithm>
#include <utility>

#include "core/checked.hpp"

namespace deltasim::mapping
{

namespace
{

bool alike(const std::vector<KeptTile>& a, const std::vector<KeptTile>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const KeptTile& own, const KeptTile& other) {
        return own.memory == other.memory && own.depth == other.depth && own.changes == other.changes &&
               own.strides == other.strides && own.sizes == other.sizes && own.words == other.words;
    });
}

/// The loops that two stages can share, with the tensors whose tiles they share.
std::optional<SharedLoops> shared_loops(const StagePlan& first, const StagePlan& others)
{
    SharedLoops shared;
    for (const PlacedWalk& own : first.walks) {
        for (const PlacedWalk& other : others.walks) {
            if (own.walk.tensor != other.walk.tensor) continue;
            if (other.walk.written && own.walk.read) return std::nullopt;
            if (!own.walk.written || !other.walk.read) continue;
            // The other pass must find in its tiles what the first one has just written.
            if (!alike(own.tiles, other.tiles)) return std::nullopt;
            if (own.tiles.empty()) continue;
            shared.depth = std::max(shared.depth, own.tiles.back().changes);
            shared.lent.push_back(own.walk.tensor);
        }
    }
    const std::vector<TiledLoop>& loops = first.loops.loops;
    const std::vector<TiledLoop>& other_loops = others.loops.loops;
    if (shared.lent.empty() || loops.size() < shared.depth || other_loops.size() < shared.depth) return std::nullopt;
    for (std::size_t k = 0; k < shared.depth; ++k) {
        if (loops[k] != other_loops[k] || loops[k].dimension == Dimension::samples) return std::nullopt;
    }
    for (const Dimension d : {Dimension::outputs, Dimension::inputs}) {
        if (first.loops.extents[position_of(d)] != others.loops.extents[position_of(d)]) return std::nullopt;
    }
    return shared;
}

/// Sums of a lane that stay in its accumulators from one iteration of the shared loops to the next.
std::uint64_t sums_across(const StagePlan& plan, std::size_t shared)
{
    std::uint64_t sums = 0;
    for (const PlacedSum& placed : plan.sums) {
        if (placed.changes >= shared) continue;
        const WordShape shape = placed.sum.shape();
        std::uint64_t words = shape.words;
        bool goes_on = false;
        for (std::size_t k = 0; k < plan.loops.loops.size(); ++k) {
            const TiledLoop& loop = plan.loops.loops[k];
            const auto d = position_of(loop.dimension);
            if (k < shared) goes_on = goes_on || placed.sum.over[d];
            if (k >= shared && shape.indexed[d]) {
                words = checked_multiply(words, divide_up(loop.extent, loop.step));
            }
        }
        if (goes_on) sums = checked_add(sums, words);
    }
    return sums;
}

void add_rest(NestPlan& plan, const schedule::LoopNest& nest, const std::vector<Stage>& stages,
              const model::NestMapping& mapping, const MappedMachine& machine, std::size_t from)
{
    for (std::size_t s = from; s < stages.size(); ++s) {
        plan.parts.push_back({&nest, plan_stage(nest, stages[s], mapping, machine)});
    }
}

}  // namespace

NestPlan plan_nest(const schedule::LoopNest& nest, const model::NestMapping& mapping, const MappedMachine& machine)
{
    NestPlan plan;
    plan.stages.push_back(stages_of(nest));
    add_rest(plan, nest, plan.stages.front(), mapping, machine, 0);
    return plan;
}

bool may_pair(const schedule::LoopNest& first, const schedule::LoopNest& others)
{
    if (!schedule::goes_on(first, others)) return false;
    return std::any_of(first.streams.begin(), first.streams.end(), [&](const schedule::Stream& stream) {
        return stream.direction == Direction::write &&
               std::find(others.streams.begin(), others.streams.end(),
                         schedule::Stream{stream.tensor, Direction::read}) != others.streams.end();
    });
}

std::optional<NestPlan> plan_pair(const schedule::LoopNest& first, const model::NestMapping& first_mapping,
                                  const schedule::LoopNest& others, const model::NestMapping& others_mapping,
                                  const MappedMachine& machine)
{
    NestPlan plan;
    plan.is_pair = true;
    plan.stages = {stages_of(first), stages_of(others)};
    const Stage& stage = plan.stages[0].front();
    const Stage& other_stage = plan.stages[1].front();
    const StagePlan alone = plan_stage(first, stage, first_mapping, machine);
    const StagePlan other_alone = plan_stage(others, other_stage, others_mapping, machine);
    std::optional<SharedLoops> shared = shared_loops(alone, other_alone);
    if (!shared) return std::nullopt;
    const std::uint64_t sums = checked_add(sums_across(alone, shared->depth), sums_across(other_alone, shared->depth));
    shared->sums_stay = sums <= machine.array.accumulators;
    plan.parts.push_back(
        {&first, plan_stage(first, stage, first_mapping, machine, {shared->depth, shared->sums_stay})});
    plan.parts.push_back({&others, plan_stage(others, other_stage, others_mapping, machine, *shared)});
    add_rest(plan, first, plan.stages[0], first_mapping, machine, 1);
    add_rest(plan, others, plan.stages[1], others_mapping, machine, 1);
    return plan;
}

std::vector<std::uint64_t> tile_bytes(const NestPlan& nest, const MappedMachine& machine)
{
    std::vector<std::uint64_t> most(machine.spaces.size(), 0);
    for (std::size_t p = 0; p < nest.parts.size(); ++p) {
        std::vector<std::uint64_t> bytes = tile_bytes(nest.parts[p].plan, machine);
        for (std::size_t m = 0; m < most.size(); ++m) {
            // The second of a pair has its tiles beside those of the first.
            const bool beside = nest.is_pair && p == 1;
            most[m] = beside ? checked_add(most[m], bytes[m]) : std::max(most[m], bytes[m]);
        }
    }
    return most;
}

double bytes_off_chip(const NestPlan& nest, const MappedMachine& machine)
{
    double bytes = 0.0;
    for (const auto& [of, plan] : nest.parts) {
        for (const PlacedWalk& placed : plan.walks) {
            const auto home = machine.placement.find(placed.walk.tensor);
            if (home != machine.placement.end() && machine.spaces[home->second.memory].on_chip) continue;
            if (plan.is_lent(placed.walk.tensor)) continue;
            const WordShape shape = placed.walk.shape();
            const std::size_t depth =
                placed.tiles.empty()
                    ? depth_of_registers(plan.loops, shape, std::max<std::uint64_t>(1, machine.array.registers))
                    : placed.tiles.front().depth;
            const double times = (placed.walk.read ? 1.0 : 0.0) + (placed.walk.written ? 1.0 : 0.0);
            bytes += times * static_cast<double>(words_loaded(plan.loops, shape, depth)) *
                     static_cast<double>(bytes_of(machine.precisions.of(placed.walk.tensor.tensor)));
        }
    }
    return bytes;
}

}  // namespace deltasim::mapping
