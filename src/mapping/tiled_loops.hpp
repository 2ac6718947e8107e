// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/mapping.hpp"

// The loops into which a mapping turns the three dimensions of a layer, and how many words enter each level.

namespace deltasim::mapping
{

/// A loop over tiles. The last tile is smaller where the step does not divide the extent.
struct TiledLoop {
    Dimension dimension = Dimension::outputs;
    std::uint64_t extent = 1;  ///< of a whole tile of the level outside
    std::uint64_t step = 1;    ///< of a whole tile of the level inside

    friend bool operator==(const TiledLoop&, const TiledLoop&) = default;
};

/// Outermost first; loops with one iteration are left out.
struct TiledLoops {
    model::Extents extents{1, 1, 1};
    std::vector<TiledLoop> loops;
    std::vector<std::size_t> level_begins;  ///< loops outside the tile of each level of the mapping
    std::vector<model::Extents> tiles;      ///< whole tiles, by level
    model::Extents block{1, 1, 1};          ///< lanes of a step
};

/// `rows`, `columns`: of the array. A tile that is larger than the tile outside it is cut to that size.
[[nodiscard]] TiledLoops tiled_loops(const model::NestMapping& mapping, const model::Extents& extents,
                                     std::uint64_t rows, std::uint64_t columns);

/// How loops index the words of a tensor.
struct WordShape {
    std::array<bool, dimension_count> indexed{};  ///< loops that index its words
    std::uint64_t words = 1;                      ///< words at each point of these loops
};

/// The number of tiles (of all sizes) that the outermost `depth` loops make along a dimension.
[[nodiscard]] std::uint64_t tile_count(const TiledLoops& loops, Dimension dimension, std::size_t depth);

/// The number of loops, among the outermost `depth`, outside the point where a tile of the tensor changes: up to the
/// innermost loop that indexes the tensor.
[[nodiscard]] std::size_t change_depth(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// Words that enter the tile inside the outermost `depth` loops: one tile for each change. Throws OverflowError.
[[nodiscard]] std::uint64_t words_loaded(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// The words of a whole tile inside the outermost `depth` loops.
[[nodiscard]] std::uint64_t tile_words(const TiledLoops& loops, const WordShape& shape, std::size_t depth);

/// The least number of outer loops inside which a lane's share of a tile has at most `words` words; the number of all
/// loops where no tile fits.
[[nodiscard]] std::size_t depth_of_registers(const TiledLoops& loops, const WordShape& shape, std::uint64_t words);

}  // namespace deltasim::mapping
