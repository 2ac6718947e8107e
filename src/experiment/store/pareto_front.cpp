// SPDX-License-Identifier: MIT
#include "experiment/store/pareto_front.hpp"

#include <algorithm>

namespace deltasim::experiment
{

namespace
{

bool beats(const FrontPoint& a, const FrontPoint& b)
{
    if (a.kind != b.kind || a.figures == b.figures) return false;
    return std::equal(a.figures.begin(), a.figures.end(), b.figures.begin(),
                      [](double of_a, double of_b) { return of_a <= of_b; });
}

}  // namespace

std::vector<std::size_t> pareto_front(const std::vector<FrontPoint>& points)
{
    std::vector<std::size_t> front;
    for (const FrontPoint& point : points) {
        const bool is_beaten =
            std::any_of(points.begin(), points.end(), [&](const FrontPoint& other) { return beats(other, point); });
        if (!is_beaten) front.push_back(point.place);
    }
    return front;
}

}  // namespace deltasim::experiment
