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

/// How many lanes, or row ends, perform the step's operations.
[[nodiscard]] std::uint64_t workers_of(const Step& step);

/// The words that a step moves for an operand. A word that lanes share counts once if it is read once. 0 if the word is
/// in a register. A burst counts where it is read, not where it arrives.
[[nodiscard]] std::uint64_t words_moved(const LoopNest& nest, const Step& step, const Operand& operand,
                                        const machine::PeArrayConfig& array);

/// The memory in which a stream's words lie.
[[nodiscard]] std::size_t memory_of(const LoopNest& nest, const Stream& stream, const model::Placement& placement);

}  // namespace deltasim::schedule
