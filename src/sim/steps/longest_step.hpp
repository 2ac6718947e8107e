// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"

// Bounds how far a single step can move the time of a machine. The time is checked between steps, so a limit well below
// the end of 63 bits is noticed in time.

namespace deltasim::sim
{

/// A generous upper bound, in ticks, for what one step of the program adds to the latest time of the machine: every
/// access that it makes or causes waits for all others, each for the sum of all delays of its memory.
[[nodiscard]] double longest_step_ticks(const schedule::Program& program, const machine::ProcessorConfig& processor,
                                        const TimeBase& base);

/// Throws OverflowError if a step may take at least half of the time limit.
void require_short_steps(const schedule::Program& program, const machine::ProcessorConfig& processor,
                         const TimeBase& base);

}  // namespace deltasim::sim
