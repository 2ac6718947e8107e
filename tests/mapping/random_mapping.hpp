// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "machine/processor.hpp"
#include "mapping/nest_plan.hpp"
#include "model/mapping.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

// Random arrays and mappings for law tests, by a seed that the test prints.

namespace deltasim::test
{

inline machine::PeArrayConfig random_array(RandomSource& random)
{
    machine::PeArrayConfig array;
    array.rows = random.between(1, 4);
    array.columns = random.between(1, 5);
    array.lanes = array.rows * array.columns;
    array.multicast_rows = random.between(0, 1) == 1;
    array.multicast_columns = random.between(0, 1) == 1;
    array.registers = random.between(0, 4);
    array.accumulators = random.between(1, 6);
    array.reduction = random.one_of(std::array{machine::Reduction::row_end, machine::Reduction::adder_tree});
    return array;
}

inline model::LoopOrder random_order(RandomSource& random)
{
    model::LoopOrder order{Dimension::outputs, Dimension::inputs, Dimension::samples};
    for (std::size_t i = 2; i > 0; --i) std::swap(order[i], order[random.between(0, i)]);
    return order;
}

/// Levels in the named memories, outermost first; tiles of up to `widest` indices in each loop.
inline model::NestMapping random_mapping(RandomSource& random, const std::vector<std::string>& memories,
                                         std::uint64_t widest)
{
    constexpr std::array keepable{
        Tensor::weight, Tensor::bias,     Tensor::activation,      Tensor::preactivation, Tensor::target,
        Tensor::delta,  Tensor::gradient, Tensor::optimizer_state, Tensor::partial_sum,   Tensor::master_weight};
    model::NestMapping mapping;
    for (std::size_t m = 0; m < memories.size(); ++m) {
        model::MappingLevel level{.memory = memories[m], .order = random_order(random)};
        if (m > 0) {
            for (std::uint64_t& tile : level.tile) tile = random.between(0, 2) == 0 ? 0 : random.between(1, widest);
            for (const Tensor tensor : keepable) {
                if (random.between(0, 1) == 1) level.keep.push_back(tensor);
            }
            level.buffers = random.between(1, 2);
        }
        mapping.levels.push_back(level);
    }

    if (random.between(0, 3) > 0)
        mapping.rows = random.one_of(std::array{Dimension::outputs, Dimension::inputs, Dimension::samples});
    if (random.between(0, 3) > 0)
        mapping.columns = random.one_of(std::array{Dimension::outputs, Dimension::inputs, Dimension::samples});
    return mapping;
}

/// A nest of the machine.
struct DrawnPlan {
    mapping::NestPlan plan;
    std::size_t nests = 1;  ///< the number of nests of the schedule that it runs
};

/// Plans nest `n` of a schedule under a random mapping. If the next nest may run as one with it, this tries to plan
/// both under the same mapping. Throws MappingError.
inline DrawnPlan random_plan(RandomSource& random, const std::vector<schedule::LoopNest>& nests, std::size_t n,
                             const std::vector<std::string>& memories, const mapping::MappedMachine& machine)
{
    const model::NestMapping mapping = random_mapping(random, memories, 6);
    if (n + 1 < nests.size() && mapping::may_pair(nests[n], nests[n + 1])) {
        auto pair = mapping::plan_pair(nests[n], mapping, nests[n + 1], mapping, machine);
        if (pair) return {std::move(*pair), 2};
    }
    return {mapping::plan_nest(nests[n], mapping, machine), 1};
}

}  // namespace deltasim::test
