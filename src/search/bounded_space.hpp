// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "search/nest_space.hpp"
#include "search/part_bounds.hpp"
#include "search/work_through.hpp"

// The mappings of all parts of a step with their bounds: for all points of their spaces, or for as many as the time
// allows.

namespace deltasim::search
{

struct Candidate {
    std::uint64_t number = 0;  ///< in the nest's space
    Bound bound;
    double weight = 0.0;  ///< what it adds to the lower bound of a step: see StepSpace::least()
};

/// What is known of the space of a part.
struct BoundedSpace {
    /// The possible mappings, each once, in the order of their numbers. They are bounded by words and have no weights.
    std::vector<Candidate> candidates;
    std::uint64_t looked_at = 0;  ///< points that were looked at, at most the size of the space
};

/// Bounds the points of all spaces by words; each space uses the bounds at its place in the list. If the time ends, the
/// points that were looked at are spread evenly over the spaces; they include the first few points of each.
[[nodiscard]] std::vector<BoundedSpace> bound_spaces(const std::vector<const NestSpace*>& spaces,
                                                     const std::vector<PartBounds>& bounds, WorkLimits limits,
                                                     const std::function<void(std::uint64_t looked_at)>& told);

}  // namespace deltasim::search
