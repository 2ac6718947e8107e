// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "core/precision.hpp"
#include "core/terms.hpp"

// Cores that run instructions, one after the other: what a step of a kernel's loop takes follows from the instructions
// that it is made of.

namespace deltasim::machine
{

/// Of words of a precision.
struct InstructionWidth {
    std::uint64_t words = 1;   ///< that a load or store moves, where they are neighbours
    std::uint64_t macs = 1;    ///< that an instruction does
    std::uint64_t unpack = 0;  ///< instructions after a load, before its words can be multiplied

    friend bool operator==(const InstructionWidth&, const InstructionWidth&) = default;
};

struct Instructions {
    std::uint64_t cores = 1;        ///< that share out the lanes of a step
    std::uint64_t issue_width = 1;  ///< instructions that a core begins a clock, at most
    std::uint64_t load_cycles = 1;  ///< of a load, and what it holds up where its word is used at once
    std::uint64_t store_cycles = 1;
    std::uint64_t step = 0;              ///< instructions of a step besides: pointers, the loop
    std::uint64_t row = 0;               ///< of a row's end besides its operations: pointers, rounding, the loop
    std::uint64_t fork_join_cycles = 0;  ///< of a phase of a layer: the cores begin together and wait for each other
    std::array<InstructionWidth, precision_count> widths{};

    friend bool operator==(const Instructions&, const Instructions&) = default;
};

/// What a step asks of all cores together.
struct StepInstructions {
    std::uint64_t lanes = 1;
    bool row_end = false;
    Precision precision = Precision::fp32;
    OperationCounts operations{};  ///< of a lane; of the whole step at a row's end
    std::uint64_t loads = 0;       ///< instructions
    std::uint64_t stores = 0;
    std::uint64_t unpack = 0;
};

}  // namespace deltasim::machine
