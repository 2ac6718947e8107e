// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "schedule/loop_nest.hpp"

// The fewest lines that the streams of a nest read or write off chip while the loops of the nest go over their words.
// If the memory keeps lines, each stream keeps the line that it used last. The following words of this line are read
// from it, or gathered in it.

namespace deltasim::search
{

struct StreamedLines {
    double lines = 0.0;         ///< with all words off chip
    double saved_a_word = 0.0;  ///< the most lines that one word less off chip saves
    double whole_lines = 0.0;   ///< like `lines`, if no word lies on chip: a line filled in part counts as a whole one
};

/// The lines of each stream of the nest. `line_words`: by stream, words of a line. `keeps_lines`: if the memory does.
[[nodiscard]] std::vector<StreamedLines> streamed_lines(const schedule::LoopNest& nest,
                                                        const std::vector<double>& line_words, bool keeps_lines);

}  // namespace deltasim::search
