// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "model/row_layout.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/steps/processing_element_array.hpp"

// A loop nest bound to a machine: tensors have become memories and byte addresses, steps have become timings.

namespace deltasim::sim
{

/// One operand of one step. Its address is kept apart, in BoundNest::addresses.
struct BoundOperand {
    MemoryInterface* memory = nullptr;
    std::size_t memory_index = 0;
    std::size_t stream = 0;  ///< of the nest
    bool off_chip = false;   ///< served through a stream buffer
    AccessKind kind;
    Divisor line_bytes{4};
    std::uint64_t word_bytes = 4;
    std::uint64_t first_address = 0;           ///< of the array
    const model::RowLayout* layout = nullptr;  ///< of the array; null: row upon row
    std::uint64_t span_bytes = 4;              ///< from the first lane's word to the end of the last one's
    std::uint64_t repeats = 1;                 ///< accesses to one word that every lane makes by itself
    std::uint64_t lane_words = 0;              ///< words from lane to lane: 0 or 1
    AddressView view;
    Divisor view_lines;      ///< lines in a period of the view; 1 if it has none
    std::size_t convoy = 0;  ///< on chip: see sim/convoys.hpp

    /// The number of the word at an address within its array, rows upon rows.
    [[nodiscard]] std::uint64_t word_at(std::uint64_t address) const
    {
        const std::uint64_t placed = (address - first_address) / word_bytes;
        return layout == nullptr ? placed : layout->unpadded(placed);
    }

    /// The lines that the lanes' words lie in.
    [[nodiscard]] LineRun lines(std::uint64_t address) const
    {
        const std::uint64_t first = line_bytes.divide(address);
        if (repeats > 1) return {first, repeats, true};
        return {first, line_bytes.divide(address + span_bytes - 1) - first + 1, false};
    }
};

/// Operands [reads, writes) are read, [writes, end) written.
struct BoundStep {
    const schedule::Step* step = nullptr;
    StepTiming timing;
    std::size_t reads = 0;
    std::size_t writes = 0;
    std::size_t end = 0;
    std::size_t executions = 0;  ///< index of its counter
};

struct BoundNode {
    bool is_step = true;
    std::size_t index = 0;  ///< into BoundNest::steps or ::loops
};

/// The operands of all steps inside are [first_operand, first_operand + strides.size()).
struct BoundLoop {
    std::uint64_t count = 1;
    std::size_t depth =
        0;  ///< loops around it; its own index is number depth - 1 of an operand's, but for the nest's body
    std::uint64_t steps = 0;  ///< of one iteration
    std::vector<BoundNode> body;
    std::size_t first_operand = 0;
    std::size_t operand_count = 0;
    std::vector<std::uint64_t> strides;  ///< bytes by which each operand moves from one iteration to the next
};

struct BoundNest {
    const schedule::LoopNest* nest = nullptr;
    std::vector<BoundOperand> operands;
    std::vector<const std::vector<std::uint64_t>*> coefficients;  ///< of the operands' indices
    std::vector<std::vector<std::uint64_t>> loop_counts;  ///< by operand: of the loops around it, outermost first
    std::vector<std::uint64_t> addresses;                 ///< of lane 0's word, by operand, as the loops go
    std::vector<BoundStep> steps;
    std::vector<BoundLoop> loops;           ///< the outermost is the last
    std::vector<std::size_t> stream_index;  ///< by stream: which read or write stream of the issuer; off chip only
};

}  // namespace deltasim::sim
