// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "machine/processor.hpp"
#include "model/placement.hpp"
#include "model/row_layout.hpp"
#include "model/tensor_precisions.hpp"
#include "schedule/loop_nest.hpp"
#include "systemc/word_format.hpp"

// A loop nest as the machine runs it: steps with the clocks that they take, operands with the memory and the buffer
// that serve them, loops with the bytes by which each operand moves. StepCursor walks it; these two are all that the
// machine knows of how a schedule is written.

namespace deltasim::systemc
{

/// A memory as the controller addresses it.
struct MemoryPlace {
    std::uint64_t line_bytes = 4;
    bool off_chip = false;
};

/// Lines that an operand lies in: neighbouring ones, or the same one again and again.
struct LineSpan {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    bool same = false;

    [[nodiscard]] std::uint64_t number(std::uint64_t i) const { return same ? first : first + i; }
};

struct PlannedOperand {
    std::size_t memory = 0;
    bool off_chip = false;
    std::size_t buffer = 0;  ///< off chip: which of the read (write) buffers serves its stream
    Tensor tensor = Tensor::weight;
    Divisor line_bytes{4};
    std::uint64_t word_bytes = 4;
    WordFormat format;
    std::uint64_t first_address = 0;           ///< of the array
    const model::RowLayout* layout = nullptr;  ///< of the array; null: row upon row
    std::uint64_t span_bytes = 4;              ///< from the first lane's word to the end of the last one's
    std::uint64_t repeats = 1;                 ///< accesses to one word that every lane makes by itself
    std::uint64_t lane_words = 0;              ///< from lane to lane: 0 or 1

    /// The number of the word at an address within its array, rows upon rows.
    [[nodiscard]] std::uint64_t word_at(std::uint64_t address) const
    {
        const std::uint64_t placed = (address - first_address) / word_bytes;
        return layout == nullptr ? placed : layout->unpadded(placed);
    }
    [[nodiscard]] LineSpan lines(std::uint64_t address) const
    {
        const std::uint64_t first = line_bytes.divide(address);
        if (repeats > 1) return {first, repeats, true};
        return {first, line_bytes.divide(address + span_bytes - 1) - first + 1, false};
    }
};

/// Operands [reads, writes) of the plan are read, [writes, end) written.
struct PlannedStep {
    const schedule::Step* step = nullptr;
    std::size_t kind = 0;  ///< its number among the steps of the program
    std::uint64_t latency_cycles = 1;
    std::uint64_t interval_cycles = 1;
    std::size_t reads = 0;
    std::size_t writes = 0;
    std::size_t end = 0;
};

struct PlannedLoop {
    struct Part {
        bool is_step = true;
        std::size_t index = 0;  ///< into steps or loops
    };
    std::uint64_t count = 1;
    std::vector<Part> body;
    std::size_t first_operand = 0;       ///< of all steps inside
    std::vector<std::uint64_t> strides;  ///< bytes by which each of their operands moves an iteration
};

/// A stream that is served off chip.
struct PlannedStream {
    Tensor tensor = Tensor::weight;
    Direction direction = Direction::read;
};

struct NestPlan {
    std::vector<PlannedStep> steps;
    std::vector<PlannedOperand> operands;
    std::vector<std::uint64_t> addresses;  ///< of lane 0's word, by operand, at the first step
    std::vector<PlannedLoop> loops;        ///< the outermost is the last
    std::vector<PlannedStream> reads;      ///< by read buffer
    std::vector<PlannedStream> writes;     ///< by write buffer
};

/// What plans are made from.
struct PlanContext {
    const machine::PeArrayConfig& array;
    const model::Placement& placement;
    const model::TensorPrecisions& precisions;
    const model::TensorScales& scales;
    const model::RowLayouts& row_layouts;
    std::vector<MemoryPlace> memories;  ///< by index of Home::memory
};

/// `first_kind` numbers the nest's first step within the program.
[[nodiscard]] NestPlan plan_nest(const schedule::LoopNest& nest, const PlanContext& context, std::size_t first_kind);

}  // namespace deltasim::systemc
