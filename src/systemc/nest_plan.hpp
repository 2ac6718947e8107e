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
    std::size_t buffer = 0;  ///< off chip: which of the read (write) buffers of the lanes, or the engine, serves it
    Tensor tensor = Tensor::weight;
    Divisor line_bytes{4};
    std::uint64_t word_bytes = 4;
    WordFormat format;
    std::uint64_t first_address = 0;           ///< of the array
    const model::RowLayout* layout = nullptr;  ///< of the array; null: row upon row
    std::uint64_t span_bytes = 4;              ///< from the first lane's word to the end of the last one's
    std::uint64_t repeats = 1;                 ///< accesses to one word that every lane makes by itself
    std::uint64_t lane_words = 0;              ///< from lane to lane: 0 or 1

    // Lanes in rows and columns take several such spans, which lie at equal distances along either.
    std::array<std::uint64_t, 2> spans{1, 1};
    std::array<std::uint64_t, 2> span_strides{};  ///< bytes
    bool held = false;                            ///< in a register already: no access
    std::size_t tile = 0;                         ///< of the nest, counted from 1, where it lies in one
    std::uint64_t ring_begin = 0;                 ///< first byte of the tile's buffers,
    std::uint64_t ring_bytes = 0;                 ///< round which its addresses go; 0: no tile

    /// Where a byte is that the loops' strides lead to.
    [[nodiscard]] std::uint64_t placed(std::uint64_t address) const
    {
        return ring_bytes == 0 ? address : ring_begin + (address - ring_begin) % ring_bytes;
    }
    /// The number of the word, in rows upon rows, that is placed as its array's number `word`.
    [[nodiscard]] std::uint64_t word_of(std::uint64_t word) const
    {
        return layout == nullptr ? word : layout->unpadded(word);
    }

    /// The number of the word at an address within its array, rows upon rows.
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

/// Which of the write buffers of the lanes, or the engine.
struct PlannedBuffer {
    bool by_engine = false;
    std::size_t buffer = 0;
};

/// A tile's buffers: so many are free from the beginning, as nothing is filled into them.
struct PlannedTile {
    std::uint64_t free_buffers = 0;
};

struct NestPlan {
    std::vector<PlannedStep> steps;
    std::vector<PlannedOperand> operands;
    std::vector<std::uint64_t> addresses;     ///< of lane 0's word, by operand, at the first step
    std::vector<PlannedLoop> loops;           ///< the outermost is the last
    std::vector<PlannedStream> reads;         ///< by read buffer of the lanes
    std::vector<PlannedStream> writes;        ///< by write buffer
    std::vector<PlannedStream> engine_reads;  ///< and of the DMA engine
    std::vector<PlannedStream> engine_writes;
    std::vector<PlannedBuffer> emptied;  ///< write buffers, in the order in which the nest's end empties them
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

/// `first_kind` numbers the nest's first step within the program.
[[nodiscard]] NestPlan plan_nest(const schedule::LoopNest& nest, const PlanContext& context, std::size_t first_kind);

}  // namespace deltasim::systemc
