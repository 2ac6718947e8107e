// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mapping/stage_plan.hpp"

// What the rule `auto` knows of a nest.

namespace deltasim::mapping
{

inline constexpr auto along_outputs = position_of(Dimension::outputs);
inline constexpr auto along_inputs = position_of(Dimension::inputs);
inline constexpr auto along_samples = position_of(Dimension::samples);

/// Properties of a nest on which the rule `auto` depends.
struct NestShape {
    model::Extents extents{1, 1, 1};
    bool sums_over_outputs = false;
    bool sums_over_samples = false;
    bool holds_row = false;     ///< deltas stay in registers while a whole row is worked on
    bool holds_column = false;  ///< activations stay in registers while a whole column is worked on
    bool has_chains = false;    ///< loops of a chain rule, one path for each weight
    /// Tensors with one word for each weight, with their home off chip, that may have tiles.
    std::vector<Tensor> of_weights;
    std::vector<Tensor> of_samples;  ///< the same for tensors with words of each sample
};

[[nodiscard]] NestShape shape_of(const schedule::LoopNest& nest, const MappedMachine& machine);

}  // namespace deltasim::mapping
