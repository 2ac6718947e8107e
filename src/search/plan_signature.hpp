// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mapping/stage_plan.hpp"

namespace deltasim::search
{

/// Adds what is the same for mappings that make the same loops and tiles of a stage, and no others.
void append_signature(std::string& signature, const mapping::StagePlan& plan);

}  // namespace deltasim::search
