// SPDX-License-Identifier: MIT
#pragma once

#include "config/readers/experiment.hpp"
#include "experiment/results/point_report.hpp"

// The checks of every run, applied to a report that somebody else may have written.

namespace deltasim::experiment
{

/// Checks that the causes of time sum to the cycles of the run, the parts of the energy to its total, and phases to the
/// run; that figures per sample and per epoch follow from those of a step; that operands and multiply-accumulates are
/// those of the schedule; and that nothing is below its bound. Throws DamagedResult, which names the figure.
void check_report(const PointReport& report);

/// Checks that time, DRAM traffic and peaks are those of this processor, and that the energy of the operand view is
/// that of the report's work at these prices. Throws DamagedResult, OverflowError, and what pricing throws.
void check_configured(const PointReport& report, const config::PricedProcessor& priced);

}  // namespace deltasim::experiment
