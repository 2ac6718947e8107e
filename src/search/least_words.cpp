// SPDX-License-Identifier: MIT
#include "search/least_words.hpp"

#include <algorithm>

namespace deltasim::search
{

namespace
{

/// How often the tile changes inside of `depth` loops.
double changes_at(const mapping::TiledLoops& loops, const mapping::WordShape& shape, std::size_t depth)
{
    const std::size_t changes = mapping::change_depth(loops, shape, depth);
    double count = 1.0;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        count *= real(mapping::tile_count(loops, static_cast<Dimension>(d), changes));
    }
    return count;
}

}  // namespace

double distinct_words(const mapping::WordShape& shape, const model::Extents& extents)
{
    double words = real(shape.words);
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (shape.indexed[d]) words *= real(extents[d]);
    }
    return words;
}

double words_read(const mapping::TiledLoops& loops, const mapping::WordShape& shape, std::size_t depth,
                  double line_words)
{
    double most = distinct_words(shape, loops.extents);
    for (std::size_t k = 0; k <= depth; ++k) {
        const double words = real(mapping::words_loaded(loops, shape, k));
        most = std::max(most, words - changes_at(loops, shape, k) * line_words);
    }
    return most;
}

double words_of_rows(const mapping::TiledLoops& loops, const mapping::Walk& walk, std::size_t depth, double line_words)
{
    const mapping::WordShape shape = walk.shape();
    const std::size_t changes = mapping::change_depth(loops, shape, depth);
    if (changes == 0 || walk.coefficients[position_of(Dimension::samples)] == 0) return 0.0;
    const mapping::TiledLoop& innermost = loops.loops[changes - 1];
    const double apart = real(walk.coefficients[position_of(innermost.dimension)]) * real(innermost.step);
    // If a load lies in two lines, the second may be the first line of the next load.
    if (apart < 3.0 * line_words || real(mapping::tile_words(loops, shape, changes)) > line_words) return 0.0;
    const auto in_a_row = real(innermost.extent / innermost.step);
    return changes_at(loops, shape, depth) * (1.0 - 1.0 / in_a_row) * 0.5 * line_words;
}

}  // namespace deltasim::search
