// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/enum_names.hpp"

// How cores that run instructions spend their issue slots. A core of `issue_width` 2 has two issue slots a clock.

namespace deltasim
{

enum class CoreWork : std::uint8_t {
    load,         ///< loads, including the slots for which they stall the core
    store,        ///< stores
    unpack,       ///< unpacking the words that one load brought
    operation,    ///< multiply-accumulates and other operations
    loop,         ///< pointers and the loop around steps
    row_end,      ///< pointers, rounding and the loop at the ends of rows
    memory_wait,  ///< stalls: a load's memory takes more than a clock
    fork_join,    ///< stalls: cores begin a phase together and wait for each other at its end
};
inline constexpr EnumNames<CoreWork, 8> core_work_names{
    {"load", "store", "unpack", "operation", "loop", "row_end", "memory_wait", "fork_join"}};
inline constexpr std::size_t core_work_count = core_work_names.size();

/// True for instructions, false for stalls.
constexpr bool is_instruction(CoreWork work) { return work != CoreWork::memory_wait && work != CoreWork::fork_join; }

/// Issue slots of the core that takes the longest, indexed by CoreWork.
using CoreSlots = std::array<std::uint64_t, core_work_count>;

/// Instructions of all cores together, indexed by CoreWork; memory_wait and fork_join have none.
using CoreInstructions = std::array<std::uint64_t, core_work_count>;

}  // namespace deltasim
