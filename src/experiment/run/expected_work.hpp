// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"

// Estimates how long a run will take to simulate.

namespace deltasim::experiment
{

/// Seconds for a unit of work, as long as nothing is known about the machine that simulates.
inline constexpr double seconds_a_unit = 0.7e-6;

/// The work of a simulation, in units that take about equal time: a unit is a simulated step of up to 256 lanes.
/// Folding simulates most steps of a nest of up to a million steps. Of a longer nest it simulates what is new. By
/// measurement, this grows with the fifth root of the steps. If no memory has rows, it grows with the tenth root from a
/// thousand steps on.
[[nodiscard]] double expected_work(const schedule::Program& program, const machine::ProcessorConfig& processor,
                                   Engine engine);

}  // namespace deltasim::experiment
