// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"
#include "model/mapping.hpp"

// Reads `mapping:` of an experiment: how a machine runs the loops of its phases. (mapping_reader.hpp reads mappings of
// YAML.)

namespace deltasim::config
{

/// Reads a resolved mapping. An absent value, and whatever the value leaves out, means `auto`. Diagnoses a memory that
/// a processor does not have.
[[nodiscard]] model::MappingConfig read_dataflow(const Value& value, const std::vector<model::Head>& models,
                                                 const std::vector<PricedProcessor>& processors);

}  // namespace deltasim::config
