// SPDX-License-Identifier: MIT
#include "mapping/nest_shape.hpp"

#include <algorithm>

#include "mapping/tile_memory.hpp"

namespace deltasim::mapping
{

namespace
{

void look_at(const schedule::LoopNest& nest, const Stage& stage, const MappedMachine& machine, NestShape& shape)
{
    for (std::size_t d = 0; d < dimension_count; ++d) {
        shape.extents[d] = std::max(shape.extents[d], stage.extents[d]);
    }
    for (const Sum& sum : sums_of(stage)) {
        shape.sums_over_outputs = shape.sums_over_outputs || sum.over[along_outputs];
        shape.sums_over_samples = shape.sums_over_samples || sum.over[along_samples];
    }
    for (const Statement& statement : stage.statements) {
        for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>& chain) {
            shape.has_chains = shape.has_chains || !chain.empty();
            for (const schedule::RegisterUse& use : step.registers) {
                shape.holds_column = shape.holds_column || use.kind == schedule::Register::kept_activation;
                shape.holds_row = shape.holds_row || (use.kind == schedule::Register::latched_delta && !use.sets);
            }
        });
    }
    for (const Walk& walk : walks_of(nest, stage)) {
        const auto home = machine.placement.find(walk.tensor);
        const auto innermost = innermost_memory(walk.tensor.tensor, machine.spaces);
        if (home == machine.placement.end() || !innermost || home->second.memory <= *innermost) continue;
        if (!walk.alike) continue;
        const bool of_weights = walk.coefficients[along_outputs] > 0 && walk.coefficients[along_inputs] > 0;
        const bool of_samples = walk.coefficients[along_samples] > 0;
        auto& list = of_samples ? shape.of_samples : shape.of_weights;
        if (!of_weights && !of_samples) continue;
        if (std::find(list.begin(), list.end(), walk.tensor.tensor) == list.end()) {
            list.push_back(walk.tensor.tensor);
        }
    }
}

}  // namespace

NestShape shape_of(const schedule::LoopNest& nest, const MappedMachine& machine)
{
    NestShape shape;
    for (const Stage& stage : stages_of(nest)) look_at(nest, stage, machine, shape);
    return shape;
}

}  // namespace deltasim::mapping
