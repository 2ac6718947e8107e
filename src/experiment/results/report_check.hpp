// SPDX-License-Identifier: MIT
#pragma once

#include "config/readers/experiment.hpp"
#include "experiment/results/point_report.hpp"

// The checks of every run, applied to a report that somebody else may have written.

namespace deltasim::experiment
{

/// Causes of time sum to the cycles of the run, parts of the energy to its total, phases to the run; figures per sample
/// and per epoch follow from those of a step; operands and multiply-accumulates are those of the schedule; nothing is
/// below its bound. Throws DamagedResult, which names the figure.
void check_report(const PointReport& report);

/// Time, DRAM traffic and peaks are those of this processor, and the energy of the operand view is that of the report's
/// work at these prices. Throws DamagedResult, OverflowError, and what pricing throws.
void check_configured(const PointReport& report, const config::PricedProcessor& priced);

}  // namespace deltasim::experiment
