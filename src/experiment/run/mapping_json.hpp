// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "model/mapping.hpp"
#include "schedule/loop_nest.hpp"

// Writes a mapping in the words of an experiment, so that it can be read again.

namespace deltasim::experiment
{

[[nodiscard]] nlohmann::ordered_json mapping_json(const model::MappingConfig& mapping);

/// The mapping of a schedule's nests, written out by layer and phase. `program` is what the machine runs.
[[nodiscard]] nlohmann::ordered_json mapping_json(const schedule::Program& program,
                                                  const std::vector<model::MappedLoops>& loops,
                                                  const std::vector<std::optional<model::NestMapping>>& nests);

}  // namespace deltasim::experiment
