// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "mapping/lane_store.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/processing_element_array.hpp"

// Moves the words of steps from the memories through the lanes and back, when values move.

namespace deltasim::sim
{

/// The words that a step needs, where zeros are skipped.
struct StepNeeds {
    std::uint64_t lanes = 0;
    std::vector<std::uint8_t> words;  ///< 1 or 0, by operand of the step and lane

    /// For one operand, lane by lane.
    [[nodiscard]] std::uint8_t* of(std::size_t operand) { return words.data() + operand * lanes; }
    [[nodiscard]] const std::uint8_t* of(std::size_t operand) const { return words.data() + operand * lanes; }
};

class ValueMover
{
public:
    /// `value_bytes`: of the narrowest word; 0: no values move.
    ValueMover(ArrayInterface& array, std::uint64_t value_bytes) : array_(array), value_bytes_(value_bytes) {}

    [[nodiscard]] bool moves() const { return value_bytes_ > 0; }
    void begin_nest() { lane_store_.clear(); }
    /// `needs`: what the step needs; nullptr: everything.
    void move(const BoundNest& nest, const BoundStep& step, const StepNeeds* needs);

private:
    void move_mapped(const BoundNest& nest, const BoundStep& step);

    ArrayInterface& array_;
    std::uint64_t value_bytes_;
    mapping::LaneStore lane_store_;
};

}  // namespace deltasim::sim
