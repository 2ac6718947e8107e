// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/readers/experiment.hpp"

// What is known about a mapping that a search has found.

namespace deltasim::experiment
{

struct MappingSearch {
    std::string objective;
    double value = 0.0;        ///< the objective under the mapping
    double lower_bound = 0.0;  ///< of the objective, for every mapping of the space
    bool exhausted = false;    ///< the mapping is the best of the space; false: the budget ended before that was known
    std::uint64_t simulated = 0;

    [[nodiscard]] double above_bound_percent() const { return 100.0 * (value / lower_bound - 1.0); }
};

/// The mapping of a run, which replaces `best`.
struct SearchedMapping {
    model::MappingConfig mapping;
    MappingSearch search;
    std::optional<model::MappingConfig> runner_up{};  ///< nothing if no other mapping was simulated
};

/// For planning tensors and loops before the search: the rule with which a search begins.
[[nodiscard]] inline config::PlacementConfig before_search(config::PlacementConfig placement)
{
    if (placement.mapping.is_to_be_searched()) placement.mapping.otherwise = model::MappingRule::automatic;
    return placement;
}

/// Throws InputError, which names the file, if a mapping must still be searched.
void require_searched(const model::MappingConfig& mapping, const std::string& experiment_file);

}  // namespace deltasim::experiment
