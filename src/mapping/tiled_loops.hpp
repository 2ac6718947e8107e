// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/mapping.hpp"

// The loops that a mapping makes of a layer's three dimensions, and how often words cross a place between two of them.

namespace deltasim::mapping
{

/// A loop over tiles. What does not divide its extent leaves a smaller last tile.
struct TiledLoop {
    Dimension dimension = Dimension::outputs;
    std::uint64_t extent = 1;  ///< of a whole tile outside
    std::uint64_t step = 1;    ///< of a whole tile inside

    friend bool operator==(const TiledLoop&, const TiledLoop&) = default;
};

/// Outermost first; those of one iteration are left out.
struct TiledLoops {
    model::Extents extents{1, 1, 1};
    std::vector<TiledLoop> loops;
    std::vector<std::size_t> level_begins;  ///< by level of the mapping: how many loops lie outside its tile
    std::vector<model::Extents> tiles;      ///< by level, whole ones
    model::Extents block{1, 1, 1};          ///< what a step covers
};

/// `rows`, `columns`: of the array. Tiles larger than what is outside them are cut to it.
[[nodiscard]] TiledLoops tiled_loops(const model::NestMapping& mapping, const model::Extents& extents,
                                     std::uint64_t rows, std::uint64_t columns);

/// How a tensor's words lie in the loops.
struct WordShape {
    std::array<bool, dimension_count> indexed{};  ///< which loops its words are indexed by
    std::uint64_t words = 1;                      ///< for every point of them
};

/// How many tiles (of all sizes) the loops along a dimension make, those of the outermost `depth` loops.
[[nodiscard]] std::uint64_t tile_count(const TiledLoops& loops, Dimension dimension, std::size_t depth);

/// How many of the outermost `depth` loops lie outside the place where a tile of the tensor changes: up to the
/// innermost that indexes it.
[[nodiscard]] std::size_t change_depth(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// Words that enter the place inside the outermost `depth` loops: a tile, whenever it changes. Throws OverflowError.
[[nodiscard]] std::uint64_t words_loaded(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// The words of a whole tile inside the outermost `depth` loops.
[[nodiscard]] std::uint64_t tile_words(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// How far out the place may be whose tile, as one lane has it, is of at most `words`: the least depth; all loops where
/// there is no room.
[[nodiscard]] std::size_t depth_of_registers(const TiledLoops& loops, const WordShape& shape, std::uint64_t words);

}  // namespace deltasim::mapping
