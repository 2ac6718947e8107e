// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"

// What a run will take to simulate, before it is.

namespace deltasim::experiment
{

/// Seconds that a unit of work takes, as long as nothing is known of the machine that simulates.
inline constexpr double seconds_a_unit = 0.7e-6;

/// In units that take about as long as each other: steps of up to 256 lanes, where each is simulated. Folding simulates
/// most of the steps of a nest of a million; of a longer one what it has not seen yet, which grows slowly: as measured,
/// with the fifth root, and where no memory has rows from a thousand on with the tenth.
[[nodiscard]] double expected_work(const schedule::Program& program, const machine::ProcessorConfig& processor,
                                   Engine engine);

}  // namespace deltasim::experiment
