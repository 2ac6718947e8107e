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

/// In units that take about equal time: steps of up to 256 lanes, if each is simulated. Folding simulates most steps of
/// a nest with a million steps. Of a longer nest it simulates what is new, which grows slowly: by measurement with the
/// fifth root, and from a thousand steps on with the tenth root if no memory has rows.
[[nodiscard]] double expected_work(const schedule::Program& program, const machine::ProcessorConfig& processor,
                                   Engine engine);

}  // namespace deltasim::experiment
