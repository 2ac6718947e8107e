// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Which rows no other beats.

namespace deltasim::experiment
{

/// A row by its figures, all of which are wanted small; rows of another kind are not held against it.
struct FrontPoint {
    std::string kind;
    std::size_t place = 0;
    std::vector<double> figures;
};

/// The places of those that no other of their kind is better than in one figure and no worse in the rest, in their
/// order. Of several with the same figures all are there.
[[nodiscard]] std::vector<std::size_t> pareto_front(const std::vector<FrontPoint>& points);

}  // namespace deltasim::experiment
