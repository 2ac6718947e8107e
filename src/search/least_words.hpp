// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "mapping/tiled_loops.hpp"
#include "mapping/walks.hpp"

// How many words a place between two loops sees at least. Real numbers, since they only ever enter bounds.

namespace deltasim::search
{

[[nodiscard]] inline double real(std::uint64_t count) { return static_cast<double>(count); }

/// Words of which a tensor has at least as many.
[[nodiscard]] double distinct_words(const mapping::WordShape& shape, const model::Extents& extents);

/// Words that come from off chip through a place inside of `depth` loops, where the line that has just been read serves
/// what follows.
[[nodiscard]] double words_read(const mapping::TiledLoops& loops, const mapping::WordShape& shape, std::size_t depth,
                                double line_words);

/// Words of the lines that samples' words take at least, where each load is from another row than the one before: only
/// the line that was read last is still there.
[[nodiscard]] double words_of_rows(const mapping::TiledLoops& loops, const mapping::Walk& walk, std::size_t depth,
                                   double line_words);

}  // namespace deltasim::search
