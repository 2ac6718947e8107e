// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "search/nest_space.hpp"
#include "search/part_bounds.hpp"
#include "search/work_through.hpp"

// The mappings of all parts of a step with their bounds: of all points of their spaces, or of as many as there is time
// for.

namespace deltasim::search
{

struct Candidate {
    std::uint64_t number = 0;  ///< in the nest's space
    Bound bound;
    double weight = 0.0;  ///< what it adds to the least that a step takes: see StepSpace::least()
};

/// What is known of a part's space.
struct BoundedSpace {
    std::vector<Candidate> candidates;  ///< those that can be, each once, by number; bounded by words, without weights
    std::uint64_t looked_at = 0;        ///< points, from 0 to the size of the space
};

/// Bounds the points of all spaces by words, each space with the bounds at the same place of the list. Where time runs
/// out, the points that were looked at are spread evenly over the spaces; the first few of each are among them.
[[nodiscard]] std::vector<BoundedSpace> bound_spaces(const std::vector<const NestSpace*>& spaces,
                                                     const std::vector<PartBounds>& bounds, WorkLimits limits,
                                                     const std::function<void(std::uint64_t looked_at)>& told);

}  // namespace deltasim::search
