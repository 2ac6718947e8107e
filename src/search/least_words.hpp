// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/real.hpp"
#include "mapping/tiled_loops.hpp"
#include "mapping/walks.hpp"

// The fewest words that pass a place between two loops. Real numbers, since they are only used in bounds.

namespace deltasim::search
{

/// The number of different words of a tensor, at least.
[[nodiscard]] double distinct_words(const mapping::WordShape& shape, const model::Extents& extents);

/// Words that come from off chip through a place inside of `depth` loops, if the line that was just read also serves
/// the following words.
[[nodiscard]] double words_read(const mapping::TiledLoops& loops, const mapping::WordShape& shape, std::size_t depth,
                                double line_words);

/// The fewest words in the lines that are read for words of samples, if each load is from another row than the load
/// before it. Then only the line that was read last is still there.
[[nodiscard]] double words_of_rows(const mapping::TiledLoops& loops, const mapping::Walk& walk, std::size_t depth,
                                   double line_words);

}  // namespace deltasim::search
