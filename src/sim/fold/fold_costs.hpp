// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// How long the engine's work takes, in units of about 10 ns: from profiles of VGG-16 on eyeriss, `delta` with one
// sample and with 32, and `naive`; that of ports on rtl_compiler_arria10, which has 1,536 banks. It decides whether
// looking up pays, and nothing else.

namespace deltasim::sim
{

constexpr std::uint64_t step_cost = 10;          ///< a step or a burst, without the DRAM
constexpr std::uint64_t dram_bytes_a_unit = 32;  ///< of what a step moves off chip
constexpr std::uint64_t lookup_cost = 10;
constexpr std::uint64_t state_cost = 20;  ///< to encode a state, apart from its bytes
constexpr std::uint64_t state_bytes_a_unit = 13;
constexpr std::uint64_t state_ports_a_unit = 16;  ///< on-chip ports that are looked at
constexpr std::uint64_t memory_cost = 20;         ///< to remember a block, apart from the counters that it has changed
constexpr std::uint64_t change_cost = 1;          ///< for each of these counters

}  // namespace deltasim::sim
