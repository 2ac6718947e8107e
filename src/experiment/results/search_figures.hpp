// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/fields.hpp"
#include "experiment/run/mapping_search.hpp"

// A part of a run's result: what is known about a mapping that a search has found.

namespace deltasim::experiment
{

template <>
struct Fields<MappingSearch> {
    static constexpr auto list = fields(
        field("objective", &MappingSearch::objective, "objective", "", "what the search makes small"),
        field("value", &MappingSearch::value, "value", "", "of the objective under the mapping"),
        field("lower_bound", &MappingSearch::lower_bound, "lower bound", "",
              "of the objective, for every mapping of the space"),
        field("exhausted", &MappingSearch::exhausted, "exhausted", "", "whether it is the best mapping of the space"),
        field("simulated", &MappingSearch::simulated, "simulated", "", "training steps, by the search"));
};

}  // namespace deltasim::experiment
