// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"

// How far a single step can move a machine's time on. Between two looks at the time it moves no further than that, so
// that a limit well below the end of 63 bits is noticed in time.

namespace deltasim::sim
{

/// An upper bound, in ticks and generous, of what one step of the program adds to the latest time of the machine: every
/// access that it makes or sets going waits for all of the others, each for the sum of the delays of its memory.
[[nodiscard]] double longest_step_ticks(const schedule::Program& program, const machine::ProcessorConfig& processor,
                                        const TimeBase& base);

/// Throws OverflowError where a step may take half as long as the time limit or longer.
void require_short_steps(const schedule::Program& program, const machine::ProcessorConfig& processor,
                         const TimeBase& base);

}  // namespace deltasim::sim
