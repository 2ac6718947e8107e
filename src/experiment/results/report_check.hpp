// SPDX-License-Identifier: MIT
#pragma once

#include "config/readers/experiment.hpp"
#include "experiment/results/point_report.hpp"

// What every run checks of itself, checked of a report that somebody else may have written.

namespace deltasim::experiment
{

/// Causes of time sum to the run's cycles, parts of the energy to its total, phases to the run; figures of a sample and
/// of an epoch follow from those of a step; operands are those that the schedule asks for; nothing is below its bound.
/// Throws DamagedResult, which names the figure.
void check_report(const PointReport& report);

/// The operand view's energy is that of the report's work at these prices. Throws DamagedResult, and what pricing
/// throws.
void check_operand_energy(const PointReport& report, const config::PricedProcessor& priced);

}  // namespace deltasim::experiment
