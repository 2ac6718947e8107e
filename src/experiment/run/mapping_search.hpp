// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/readers/experiment.hpp"

// What is known of a mapping that a search has found.

namespace deltasim::experiment
{

struct MappingSearch {
    std::string objective;
    double value = 0.0;        ///< of the objective under the mapping
    double lower_bound = 0.0;  ///< of it, for every mapping of the space
    bool exhausted = false;    ///< the mapping is the best of the space; else the budget ended before that was known
    std::uint64_t simulated = 0;

    [[nodiscard]] double above_bound_percent() const { return 100.0 * (value / lower_bound - 1.0); }
};

/// A run's mapping, which replaces `best`.
struct SearchedMapping {
    model::MappingConfig mapping;
    MappingSearch search;
    std::optional<model::MappingConfig> runner_up{};  ///< nothing where no other was simulated
};

/// Where tensors and loops are planned while the mapping is not searched yet: as by the rule that a search begins with.
[[nodiscard]] inline config::PlacementConfig before_search(config::PlacementConfig placement)
{
    if (placement.mapping.is_to_be_searched()) placement.mapping.otherwise = model::MappingRule::automatic;
    return placement;
}

/// Throws InputError, which names the file, where a mapping is not searched yet.
void require_searched(const model::MappingConfig& mapping, const std::string& experiment_file);

}  // namespace deltasim::experiment
