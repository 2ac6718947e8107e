// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Finds the Pareto front: rows that no other row beats.

namespace deltasim::experiment
{

/// A row by its figures, which are all to be minimised; rows of different kinds are not compared.
struct FrontPoint {
    std::string kind;
    std::size_t place = 0;
    std::vector<double> figures;
};

/// The places of the points that no other point of their kind beats (better in one figure and no worse in the others),
/// in their order. Points with equal figures are all included.
[[nodiscard]] std::vector<std::size_t> pareto_front(const std::vector<FrontPoint>& points);

}  // namespace deltasim::experiment
