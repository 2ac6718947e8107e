// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/phase_work.hpp"
#include "experiment/run/counts_check.hpp"
#include "experiment/run/run.hpp"

// The checks of every run before anything is printed. A failure is a defect of deltasim, not of the input.

namespace deltasim::experiment
{

/// Checks that operand accesses equal the formula of the schedule; that the parts of each memory sum to its total, and
/// that DRAM commands fit its accesses; that no resource was busy for longer than the run; that energy is finite, that
/// its parts sum to the total, that the energies of memories and phases sum to theirs, and that it equals power times
/// time; and that the run is not below its bound. Throws SelfCheckFailed.
void check_run(const RunReport& report, const RunPlan& plan);

/// Checks that the operations, operand accesses and moved bits of the schedule are those that were simulated. Throws
/// SelfCheckFailed and OverflowError.
void check_work(const std::vector<PhaseWork>& all, const sim::SimulationResult& simulation);

/// Checks that weights, biases and optimizer states equal those of the reference step, to the bit. If the machine skips
/// zeros, the signs of zeros may differ. Throws SelfCheckFailed, and std::runtime_error if weights of such a machine
/// should have become infinite or NaN.
void check_parameters(const model::TensorValues& values, const model::TensorValues& reference,
                      bool skips_zeros = false);

}  // namespace deltasim::experiment
