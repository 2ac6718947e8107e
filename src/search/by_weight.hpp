// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <queue>
#include <tuple>

#include "search/step_space.hpp"

// The steps of a space in the order of their weights, none twice.

namespace deltasim::search
{

class ByWeight
{
public:
    /// The space, whose candidates are sorted by weight, outlives it.
    explicit ByWeight(const StepSpace& space);

    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    /// No step that is left has an objective below it. Only where any is left.
    [[nodiscard]] double least() const { return space_.least(waiting_.top().weight); }
    /// The next one.
    Choice take();

private:
    struct Entry {
        double weight;
        Choice choice;
        std::size_t last;  ///< the last part that is not at its first candidate

        /// The one of the least weight is on top.
        friend bool operator<(const Entry& a, const Entry& b)
        {
            return std::tie(b.weight, b.choice) < std::tie(a.weight, a.choice);
        }
    };

    const StepSpace& space_;
    std::priority_queue<Entry> waiting_;
};

}  // namespace deltasim::search
