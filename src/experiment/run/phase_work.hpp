// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/phase_work.hpp"
#include "experiment/run/run.hpp"

namespace deltasim::experiment
{

/// What a plan requires of its machine, by phase and layer: operations, words moved, and operand accesses by home,
/// without what was skipped. Throws OverflowError.
[[nodiscard]] std::vector<PhaseWork> phase_work(const RunPlan& plan, const machine::ProcessorConfig& processor,
                                                const std::vector<PhaseSkips>& skips = {});

}  // namespace deltasim::experiment
