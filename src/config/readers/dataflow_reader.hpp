// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"
#include "model/mapping.hpp"

// `mapping:` of an experiment: how a machine runs the loops of its phases. (mapping_reader.hpp reads YAML's mappings.)

namespace deltasim::config
{

/// Reads it, resolved; of no value, and of what it leaves out, `auto`. A memory that a processor has not got is
/// diagnosed.
[[nodiscard]] model::MappingConfig read_dataflow(const Value& value, const std::vector<model::Head>& models,
                                                 const std::vector<PricedProcessor>& processors);

}  // namespace deltasim::config
