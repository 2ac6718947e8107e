// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "report/table.hpp"
#include "search/search_result.hpp"

// Why a mapping is better than another: which words it does not move, and where the energy goes instead.

namespace deltasim::search
{

/// Words of a tensor on one way, in a phase of a layer, under two mappings that differ there.
struct WordsMoved {
    experiment::TransferRow best;  ///< with the words of the best
    std::uint64_t other_words = 0;
    double saved_bits = 0.0;  ///< below 0 where the best moves more

    [[nodiscard]] double saved_words() const
    {
        return static_cast<double>(other_words) - static_cast<double>(best.words);
    }
};

/// Those of both, the largest difference first.
[[nodiscard]] std::vector<WordsMoved> words_moved(const FoundStep& best, const FoundStep& other);

/// In a sentence: what the best saves in energy, by part, and in time. `name`: of the other.
[[nodiscard]] std::string saved_in_words(const FoundStep& best, const FoundStep& other, const std::string& name,
                                         const std::string& energy_unit);

/// Of every schedule against `auto` and against the runner-up.
[[nodiscard]] report::Table why_table(const SearchResult& result);

}  // namespace deltasim::search
