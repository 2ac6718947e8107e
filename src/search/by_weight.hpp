// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <queue>
#include <tuple>

#include "search/step_space.hpp"

// Gives the steps of a space in the order of their weights, each once.

namespace deltasim::search
{

class ByWeight
{
public:
    /// The candidates of the space must be sorted by weight. The space must outlive this object.
    explicit ByWeight(const StepSpace& space);

    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    /// A lower bound for the objective of all steps that are left. At least one step must be left.
    [[nodiscard]] double least() const { return space_.least(waiting_.top().weight); }
    /// The next step.
    Choice take();

private:
    struct Entry {
        double weight;
        Choice choice;
        std::size_t last;  ///< the last part that is not at its first candidate

        /// Puts the entry with the lowest weight on top.
        friend bool operator<(const Entry& a, const Entry& b)
        {
            return std::tie(b.weight, b.choice) < std::tie(a.weight, a.choice);
        }
    };

    const StepSpace& space_;
    std::priority_queue<Entry> waiting_;
};

}  // namespace deltasim::search
