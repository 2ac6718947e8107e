// SPDX-License-Identifier: MIT
#pragma once

#include <array>
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
// that serve them, loops with the bytes by which each operand moves. StepCursor walks the plan; the machine knows
// nothing else of how schedules are written.

namespace deltasim::systemc
{

/// A memory as the controller addresses it.
struct MemoryPlace {
    std::uint64_t line_bytes = 4;
    bool off_chip = false;
};

/// The lines of an operand: neighbouring lines, or the same line again and again.
struct LineSpan {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    bool same = false;

    [[nodiscard]] std::uint64_t number(std::uint64_t i) const { return same ? first : first + i; }
};

struct PlannedOperand {
    std::size_t memory = 0;
    bool off_chip = false;
    std::size_t buffer = 0;  ///< off chip: the read (write) buffer of the lanes, or of the engine, that serves it
    Tensor tensor = Tensor::weight;
    Divisor line_bytes{4};
    std::uint64_t word_bytes = 4;
    WordFormat format;
    std::uint64_t first_address = 0;           ///< of the array
    const model::RowLayout* layout = nullptr;  ///< of the array; null: no gaps between rows
    std::uint64_t span_bytes = 4;              ///< from the first lane's word to the end of the last lane's word
    std::uint64_t repeats = 1;                 ///< accesses to one word, one by each lane
    std::uint64_t lane_words = 0;              ///< words from lane to lane: 0 or 1

    // Lanes in rows and columns take several such spans, at equal distances in both directions.
    std::array<std::uint64_t, 2> spans{1, 1};
    std::array<std::uint64_t, 2> span_strides{};  ///< bytes
    bool held = false;                            ///< already in a register: no access
    std::size_t tile = 0;                         ///< the tile of the nest that holds it, counted from 1; 0: none
    std::uint64_t ring_begin = 0;                 ///< first byte of the tile's buffers
    std::uint64_t ring_bytes = 0;                 ///< addresses wrap around within these bytes; 0: no tile

    /// The place of the byte to which the strides of the loops lead.
    [[nodiscard]] std::uint64_t placed(std::uint64_t address) const
    {
        return ring_bytes == 0 ? address : ring_begin + (address - ring_begin) % ring_bytes;
    }
    /// The number of the word, without gaps between rows, that is placed as number `word` of its array.
    [[nodiscard]] std::uint64_t word_of(std::uint64_t word) const
    {
        return layout == nullptr ? word : layout->unpadded(word);
    }

    /// The number of the word at an address of its array, without gaps between rows.
    [[nodiscard]] std::uint64_t word_at(std::uint64_t address) const
    {
        return word_of((address - first_address) / word_bytes);
    }
    [[nodiscard]] LineSpan lines(std::uint64_t address) const
    {
        const std::uint64_t first = line_bytes.divide(address);
        if (repeats > 1) return {first, repeats, true};
        return {first, line_bytes.divide(address + span_bytes - 1) - first + 1, false};
    }
};

/// The plan's operands [reads, writes) are read, [writes, end) are written.
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
        std::size_t index = 0;  ///< index of a step or of a loop
    };
    std::uint64_t count = 1;
    std::vector<Part> body;
    std::size_t first_operand = 0;       ///< of all steps inside
    std::vector<std::uint64_t> strides;  ///< for each operand: the bytes by which it moves in an iteration
};

/// A stream that is served off chip.
struct PlannedStream {
    Tensor tensor = Tensor::weight;
    Direction direction = Direction::read;
};

/// A write buffer of the lanes or of the engine.
struct PlannedBuffer {
    bool by_engine = false;
    std::size_t buffer = 0;
};

/// The buffers of a tile: this many are free from the beginning, since nothing was filled into them.
struct PlannedTile {
    std::uint64_t free_buffers = 0;
};

struct NestPlan {
    std::vector<PlannedStep> steps;
    std::vector<PlannedOperand> operands;
    std::vector<std::uint64_t> addresses;     ///< of lane 0's word at the first step, by operand
    std::vector<PlannedLoop> loops;           ///< the outermost is the last
    std::vector<PlannedStream> reads;         ///< by read buffer of the lanes
    std::vector<PlannedStream> writes;        ///< by write buffer
    std::vector<PlannedStream> engine_reads;  ///< by buffer of the DMA engine; the same for writes
    std::vector<PlannedStream> engine_writes;
    std::vector<PlannedBuffer> emptied;  ///< write buffers in the order in which the end of the nest empties them
    std::vector<PlannedTile> tiles;
    std::uint64_t rows_waiting = 1;  ///< rows that may wait for the row-end unit while the lanes go on
    bool mapped = false;

    [[nodiscard]] bool is_on_chip() const
    {
        return reads.empty() && writes.empty() && engine_reads.empty() && engine_writes.empty();
    }
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

/// `first_kind`: the number of the nest's first step within the program.
[[nodiscard]] NestPlan plan_nest(const schedule::LoopNest& nest, const PlanContext& context, std::size_t first_kind);

}  // namespace deltasim::systemc
