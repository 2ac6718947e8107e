// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads `placement:` of an experiment: the memories in which tensors have their homes.

namespace deltasim::config
{

/// Every tensor must exist in every model, and every memory in every processor.
[[nodiscard]] PlacementConfig read_placement(const Value& placement, const std::vector<model::Head>& models,
                                             const std::vector<PricedProcessor>& processors);

}  // namespace deltasim::config
