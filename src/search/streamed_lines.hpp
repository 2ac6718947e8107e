// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "schedule/loop_nest.hpp"

// The lines that the streams of a nest take at least from off chip, as the nest's loops go over their words. A stream
// keeps the line that it has come to last, where the memory keeps lines: what follows in it is served by it, read or
// gathered.

namespace deltasim::search
{

struct StreamedLines {
    double lines = 0.0;         ///< with all words off chip
    double saved_a_word = 0.0;  ///< lines that a word less off chip saves at most
    double whole_lines = 0.0;   ///< the same lines where no word is left out: words that fill none take one, too
};

/// By stream of the nest. `line_words`: by stream, words of a line.
[[nodiscard]] std::vector<StreamedLines> streamed_lines(const schedule::LoopNest& nest,
                                                        const std::vector<double>& line_words, bool keeps_lines);

}  // namespace deltasim::search
