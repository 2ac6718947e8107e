// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

#include "experiment/run/run.hpp"

// What every run checks of itself before anything is printed. A failure is a defect of deltasim, not of the input.

namespace deltasim::experiment
{

class SelfCheckFailed : public std::logic_error
{
public:
    using std::logic_error::logic_error;
};

/// Operands equal the schedule's formula; each memory's parts sum to its total, DRAM commands fit its accesses; no
/// resource was busy for longer than the run; energy is finite, its parts sum to the total, those of memories and
/// phases to theirs, and power times time gives it again; no run goes below its bound. Throws SelfCheckFailed.
void check_run(const RunReport& report, const RunPlan& plan);

/// Weights, biases and optimizer states equal those of the reference step, to the bit; of a machine that skips zeros
/// but for the sign of what is 0 in both. Throws SelfCheckFailed, and std::runtime_error where such a machine's weights
/// should have become infinite or not a number.
void check_parameters(const model::TensorValues& values, const model::TensorValues& reference,
                      bool skips_zeros = false);

}  // namespace deltasim::experiment
