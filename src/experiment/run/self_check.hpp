// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/phase_work.hpp"
#include "experiment/run/counts_check.hpp"
#include "experiment/run/run.hpp"

// The checks of every run before anything is printed. A failure is a defect of deltasim, not of the input.

namespace deltasim::experiment
{

/// Operands equal the formula of the schedule; the parts of each memory sum to its total, and DRAM commands fit its
/// accesses; no resource was busy for longer than the run; energy is finite, its parts sum to the total, those of
/// memories and phases to theirs, and it equals power times time; no run is below its bound. Throws SelfCheckFailed.
void check_run(const RunReport& report, const RunPlan& plan);

/// The schedule's operations, operand accesses and bits moved are those that were simulated. Throws SelfCheckFailed and
/// OverflowError.
void check_work(const std::vector<PhaseWork>& all, const sim::SimulationResult& simulation);

/// Weights, biases and optimizer states equal those of the reference step, to the bit; for a machine that skips zeros
/// except for the sign of zeros. Throws SelfCheckFailed, and std::runtime_error if weights of such a machine should
/// have become infinite or NaN.
void check_parameters(const model::TensorValues& values, const model::TensorValues& reference,
                      bool skips_zeros = false);

}  // namespace deltasim::experiment
