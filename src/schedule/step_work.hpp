// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "machine/processor.hpp"
#include "model/placement.hpp"
#include "schedule/loop_nest.hpp"

// What one execution of a step does: how many lanes work, and which words move.

namespace deltasim::schedule
{

/// The lanes, or row ends, that perform the step's operations.
[[nodiscard]] std::uint64_t workers_of(const Step& step);

/// Words that a step moves of an operand: those that lanes share count once where they are read once. None where the
/// word is in a register, or, of a burst, where it arrives: that is booked where it comes from.
[[nodiscard]] std::uint64_t words_moved(const LoopNest& nest, const Step& step, const Operand& operand,
                                        const machine::PeArrayConfig& array);

/// The memory that a stream's words lie in.
[[nodiscard]] std::size_t memory_of(const LoopNest& nest, const Stream& stream, const model::Placement& placement);

}  // namespace deltasim::schedule
