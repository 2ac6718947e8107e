// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mapping/stage_plan.hpp"

namespace deltasim::search
{

/// Appends a text that is equal for mappings which make the same loops and tiles of a stage, and only for these.
void append_signature(std::string& signature, const mapping::StagePlan& plan);

/// Adds where the mapping would keep sums that leave the lanes, whether any do in this plan or not.
void append_kept_sums(std::string& signature, const mapping::StagePlan& plan, const model::NestMapping& mapping);

}  // namespace deltasim::search
