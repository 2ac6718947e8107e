// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapping/stage_plan.hpp"

// The loops of a mapped nest as they are shown: level by level, with what lies there. Plain figures, which outlive the
// program that they are of.

namespace deltasim::mapping
{

struct DrawnLoop {
    Dimension dimension = Dimension::outputs;
    std::uint64_t count = 1;  ///< in a whole tile outside
    std::uint64_t tile = 1;   ///< indices of a whole tile inside

    friend bool operator==(const DrawnLoop&, const DrawnLoop&) = default;
};

/// A tile that a level keeps.
struct DrawnTile {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;  ///< of the tensor
    std::uint64_t words = 0;  ///< of a whole one
    std::uint64_t bytes = 0;  ///< of a buffer
    std::uint64_t buffers = 1;
    std::uint64_t words_entered = 0;  ///< by formula: those of every tile that takes its place

    friend bool operator==(const DrawnTile&, const DrawnTile&) = default;
};

/// A memory on the way to the array, and the loops over what lies inside it.
struct DrawnLevel {
    std::string memory;
    std::vector<DrawnTile> tiles{};
    std::vector<DrawnLoop> loops{};

    friend bool operator==(const DrawnLevel&, const DrawnLevel&) = default;
};

/// Rows or columns of lanes that a step covers.
struct DrawnSide {
    std::optional<Dimension> dimension{};
    std::uint64_t lanes = 1;

    friend bool operator==(const DrawnSide&, const DrawnSide&) = default;
};

/// Loops of a nest that share their body; those of a softmax follow those of its rows.
struct DrawnStage {
    std::vector<DrawnLevel> levels;  ///< outermost first
    DrawnSide rows;
    DrawnSide columns;

    friend bool operator==(const DrawnStage&, const DrawnStage&) = default;
};

struct DrawnNest {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    std::vector<DrawnStage> stages;  ///< none: it streams

    friend bool operator==(const DrawnNest&, const DrawnNest&) = default;
};

[[nodiscard]] DrawnNest drawing(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                const MappedMachine& machine);

}  // namespace deltasim::mapping
