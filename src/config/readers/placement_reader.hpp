// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads `placement:` of an experiment: tensors and the memories they are to live in.

namespace deltasim::config
{

/// Every tensor must be one of every model, every memory one of every processor.
[[nodiscard]] PlacementConfig read_placement(const Value& placement, const std::vector<model::Head>& models,
                                             const std::vector<PricedProcessor>& processors);

}  // namespace deltasim::config
