// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/optimizer_step.hpp"
#include "model/training.hpp"
#include "schedule/loop_nest.hpp"

// What a schedule arranges: a training step of a head, layer by layer, on an array with a number of lanes.

namespace deltasim::schedule
{

/// One layer of a training step. Head and training must outlive it.
struct LayerWork {
    const model::Head& head;
    const model::Training& training;
    std::uint32_t layer;
    std::uint64_t array_lanes;  ///< or `unmapped`

    [[nodiscard]] const model::Layer& shape() const { return head.layer(layer); }
};

/// A training step.
struct StepWork {
    const model::Head& head;
    const model::Training& training;
    std::uint64_t array_lanes;  ///< or `unmapped`

    [[nodiscard]] LayerWork layer(std::uint32_t number) const { return {head, training, number, array_lanes}; }
    [[nodiscard]] SampleRange all_samples() const { return {0, training.batch}; }
};

/// Neighbouring parameters of a layer, one for each lane.
struct ParameterRange {
    model::Parameters parameters;
    AffineIndex first;
};

}  // namespace deltasim::schedule
