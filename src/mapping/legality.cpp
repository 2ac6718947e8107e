// SPDX-License-Identifier: MIT
#include "mapping/legality.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "mapping/stage_plan.hpp"

namespace deltasim::mapping
{

namespace
{

std::string named(std::size_t dimension) { return std::string(dimension_names[dimension]); }

std::string nest_text(const schedule::LoopNest& nest)
{
    return std::string(name_of(nest.phase)) + " of layer " + std::to_string(nest.layer);
}

/// The tensor whose words a register holds.
std::string_view tensor_of(schedule::Register kind)
{
    switch (kind) {
    case schedule::Register::latched_delta: return name_of(Tensor::delta);
    case schedule::Register::kept_activation: return name_of(Tensor::activation);
    case schedule::Register::row_start: return name_of(Tensor::bias);
    case schedule::Register::gradient: return name_of(Tensor::gradient);
    case schedule::Register::sum:
    case schedule::Register::row: break;
    }
    return name_of(Tensor::partial_sum);
}

/// Words of one kind in registers: the loops that index them, and the loops during which they stay.
struct Held {
    schedule::Register kind;
    bool stays = false;  ///< must stay: no memory may take it in between
    std::array<bool, dimension_count> indexed{};
    std::array<bool, dimension_count> across{};
    bool row_ends = false;  ///< the array adds up the lanes' sums
};

std::vector<Held> held_in(const Stage& stage)
{
    std::vector<Held> all;
    for (const Statement& statement : stage.statements) {
        for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
            for (const schedule::RegisterUse& use : step.registers) {
                if (use.passing || use.kind == schedule::Register::row) continue;
                const bool is_sum = use.kind == schedule::Register::sum || use.kind == schedule::Register::gradient;
                const PointIndex index = statement.point(use.index);
                auto known = std::find_if(all.begin(), all.end(), [&](const Held& held) {
                    return held.kind == use.kind && held.stays == (!is_sum || use.by_sample);
                });
                if (known == all.end()) known = all.insert(all.end(), Held{use.kind, !is_sum || use.by_sample});
                known->row_ends = known->row_ends || step.unit == schedule::StepUnit::row_end;
                for (std::size_t d = 0; d < dimension_count; ++d) {
                    if (stage.extents[d] == 1) continue;
                    // The register holds a word of every sample, so the sample does not tell which.
                    const bool samples = use.by_sample && d == position_of(Dimension::samples);
                    if (index.coefficients[d] != 0 && !samples) known->indexed[d] = true;
                    const bool stays = samples || (index.coefficients[d] == 0 && !use.sets);
                    if (statement.within[d] && stays) known->across[d] = true;
                }
            }
        });
    }
    return all;
}

void check_order(const schedule::LoopNest& nest, const StagePlan& plan, const Held& held)
{
    const std::vector<TiledLoop>& loops = plan.loops.loops;
    for (std::size_t outer = 0; outer < loops.size(); ++outer) {
        const auto across = position_of(loops[outer].dimension);
        if (!held.across[across] || held.indexed[across]) continue;
        for (std::size_t inner = outer + 1; inner < loops.size(); ++inner) {
            const auto indexed = position_of(loops[inner].dimension);
            if (!held.indexed[indexed]) continue;
            throw MappingError(nest_text(nest) + ": the loop over " + named(indexed) +
                               " must not lie inside that over " + named(across) +
                               ", across which the schedule holds " + std::string(tensor_of(held.kind)) +
                               " in registers");
        }
    }
}

void check_lanes(const schedule::LoopNest& nest, const StagePlan& plan, const Held& held)
{
    const bool is_sum = held.kind == schedule::Register::sum || held.kind == schedule::Register::gradient;
    if (!is_sum) return;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (plan.loops.block[d] == 1 || !held.across[d] || held.indexed[d]) continue;
        if (held.row_ends && d == position_of(Dimension::inputs)) continue;
        throw MappingError(nest_text(nest) + ": the loop over " + named(d) +
                           " must not run along lanes, which would each have a part of one " +
                           std::string(tensor_of(held.kind)) + " that is summed in order");
    }
}

}  // namespace

void check_legality(const schedule::LoopNest& nest, const StagePlan& plan)
{
    for (const Held& held : held_in(plan.stage)) {
        if (held.stays) check_order(nest, plan, held);
        check_lanes(nest, plan, held);
    }
}

}  // namespace deltasim::mapping
