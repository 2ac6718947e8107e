// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Of cores that run instructions: what they spend the places on in which they could begin one. A core of `issue_width`
// 2 has two of them a clock.

namespace deltasim
{

enum class CoreWork : std::uint8_t {
    load,         ///< loads, with what they hold up
    store,        ///< stores
    unpack,       ///< taking words apart that one load brought
    operation,    ///< multiply-accumulates and other operations
    loop,         ///< pointers and the loop around steps
    row_end,      ///< pointers, rounding and the loop at the ends of rows
    memory_wait,  ///< nothing: a load's memory takes more than a clock
    fork_join,    ///< nothing: cores begin a phase together and wait for each other
};
inline constexpr std::array<std::string_view, 8> core_work_names{"load", "store",   "unpack",      "operation",
                                                                 "loop", "row_end", "memory_wait", "fork_join"};
inline constexpr std::size_t core_work_count = core_work_names.size();

/// Whether it is instructions, and no waiting.
constexpr bool is_instruction(CoreWork work) { return work != CoreWork::memory_wait && work != CoreWork::fork_join; }

/// Places of one core, that with the most, by CoreWork.
using CoreSlots = std::array<std::uint64_t, core_work_count>;

/// Instructions of all cores together, by CoreWork; none are for waits, fork and join.
using CoreInstructions = std::array<std::uint64_t, core_work_count>;

}  // namespace deltasim
