// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "core/precision.hpp"
#include "core/terms.hpp"

// Cores that run instructions one after the other. The duration of a step of a kernel's loop follows from the
// instructions of the step.

namespace deltasim::machine
{

/// How instructions handle words of a precision.
struct InstructionWidth {
    std::uint64_t words = 1;   ///< words that one load or store moves, if they are neighbours
    std::uint64_t macs = 1;    ///< multiply-accumulates that one instruction does
    std::uint64_t unpack = 0;  ///< instructions after a load that unpack its words before they can be multiplied

    friend bool operator==(const InstructionWidth&, const InstructionWidth&) = default;
};

struct Instructions {
    std::uint64_t cores = 1;        ///< cores that share the lanes of a step
    std::uint64_t issue_width = 1;  ///< most instructions that a core starts in a clock
    std::uint64_t load_cycles = 1;  ///< latency of a load, for which the core stalls where it uses the word at once
    std::uint64_t store_cycles = 1;
    std::uint64_t step = 0;  ///< further instructions of a step: pointers, the loop
    std::uint64_t row = 0;   ///< further instructions at the end of a row: pointers, rounding, the loop
    /// For each phase of a layer: the cores start together and wait for each other at the end.
    std::uint64_t fork_join_cycles = 0;
    std::array<InstructionWidth, precision_count> widths{};

    friend bool operator==(const Instructions&, const Instructions&) = default;
};

/// The instructions of a step, for all cores together.
struct StepInstructions {
    std::uint64_t lanes = 1;
    bool row_end = false;
    Precision precision = Precision::fp32;
    OperationCounts operations{};  ///< of a lane; at a row's end of the whole step
    std::uint64_t loads = 0;       ///< instructions, not words
    std::uint64_t stores = 0;
    std::uint64_t unpack = 0;
};

}  // namespace deltasim::machine
