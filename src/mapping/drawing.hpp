// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapping/nest_plan.hpp"

// The loops of a mapped nest for display: level by level, with the tiles of each level. Plain data that outlives the
// program.

namespace deltasim::mapping
{

struct DrawnLoop {
    Dimension dimension = Dimension::outputs;
    std::uint64_t count = 1;  ///< iterations in a whole tile of the level outside
    std::uint64_t tile = 1;   ///< indices that one iteration covers

    friend bool operator==(const DrawnLoop&, const DrawnLoop&) = default;
};

/// A tile that a level keeps.
struct DrawnTile {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;  ///< layer of the tensor
    std::uint64_t words = 0;  ///< of a whole tile
    std::uint64_t bytes = 0;  ///< of one buffer
    std::uint64_t buffers = 1;
    std::uint64_t words_entered = 0;  ///< by formula: words of all tiles that enter the buffer one after the other

    friend bool operator==(const DrawnTile&, const DrawnTile&) = default;
};

/// A memory between DRAM and array, and the loops over the tiles inside it.
struct DrawnLevel {
    std::string memory;
    std::vector<DrawnTile> tiles{};
    std::vector<DrawnLoop> loops{};

    friend bool operator==(const DrawnLevel&, const DrawnLevel&) = default;
};

/// The lanes of a step along the rows or columns of the array.
struct DrawnSide {
    std::optional<Dimension> dimension{};
    std::uint64_t lanes = 1;

    friend bool operator==(const DrawnSide&, const DrawnSide&) = default;
};

/// Loops of a nest that share one body. A softmax has loops of its own, after those of its rows.
struct DrawnStage {
    std::vector<DrawnLevel> levels;  ///< outermost first
    DrawnSide rows;
    DrawnSide columns;
    /// The number of outer loops that it has together with the stage before: in each of their iterations it comes after
    /// that stage. Nothing: all of it comes after that stage.
    std::optional<std::uint64_t> shared_loops{};

    friend bool operator==(const DrawnStage&, const DrawnStage&) = default;
};

struct DrawnNest {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    std::vector<DrawnStage> stages;  ///< empty: the nest streams

    friend bool operator==(const DrawnNest&, const DrawnNest&) = default;
};

[[nodiscard]] DrawnNest drawing(const NestPlan& plan, const MappedMachine& machine);

}  // namespace deltasim::mapping
