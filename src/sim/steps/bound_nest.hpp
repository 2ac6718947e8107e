// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/checked.hpp"
#include "core/divisor.hpp"
#include "model/row_layout.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/steps/skip_counters.hpp"

// A loop nest bound to a machine: tensors have become memories and byte addresses, steps have become timings.

namespace deltasim::sim
{

/// A loop around an operand or a factor.
struct LoopAround {
    std::uint64_t words = 0;  ///< words by which an iteration moves it
    std::uint64_t count = 1;

    friend bool operator==(const LoopAround&, const LoopAround&) = default;
};

/// One operand of one step. Its present place is kept separately, in NestPlace.
struct BoundOperand {
    MemoryInterface* memory = nullptr;
    std::size_t memory_index = 0;
    std::size_t stream = 0;  ///< of the nest
    bool off_chip = false;   ///< served through a stream buffer
    AccessKind kind;
    Divisor line_bytes{4};
    std::uint64_t word_bytes = 4;
    std::uint64_t first_address = 0;           ///< of the array
    const model::RowLayout* layout = nullptr;  ///< of the array; null: no gaps between rows
    std::uint64_t span_bytes = 4;              ///< from the first lane's word to the end of the last lane's word
    std::uint64_t repeats = 1;                 ///< accesses to one word, one by each lane
    std::uint64_t lane_words = 0;              ///< words from lane to lane: 0 or 1
    std::uint64_t load_words = 0;              ///< for cores: words that an instruction moves
    // Rows and columns of lanes take several such spans, at equal distances in both directions.
    std::array<std::uint64_t, 2> spans{1, 1};
    std::array<std::uint64_t, 2> span_strides{};  ///< bytes
    std::size_t tile = 0;                         ///< the tile of the nest that holds it, counted from 1; 0: none
    bool held = false;                            ///< in a register: not accessed
    std::uint64_t ring_begin = 0;                 ///< first byte of a tile's buffers
    Divisor ring_bytes;                           ///< bytes of all buffers, within which addresses wrap
    bool wraps = false;
    AddressView view;
    Divisor view_lines;             ///< lines in a period of the view; 1 if it has no period
    std::size_t convoy = 0;         ///< on chip: see convoys.hpp
    std::vector<LoopAround> loops;  ///< outermost first

    /// The number of the word at an address of its array, without gaps between rows.
    [[nodiscard]] std::uint64_t word_at(std::uint64_t address) const
    {
        return word_of((address - first_address) / word_bytes);
    }
    /// The same for the word that is placed as number `placed` of its home.
    [[nodiscard]] std::uint64_t word_of(std::uint64_t placed) const
    {
        return layout == nullptr ? placed : layout->unpadded(placed);
    }

    /// The place of a byte: addresses in tiles wrap around within their buffers.
    [[nodiscard]] std::uint64_t place(const schedule::LoopNest& nest, std::uint64_t address) const
    {
        if (tile == 0) return address;
        const schedule::TileBuffer& buffer = nest.tiles[tile - 1];
        return buffer.address + (address - buffer.address) % (buffer.pitch_words * buffer.buffers * word_bytes);
    }

    /// Bytes from the first lane's word to the end of the last lane's word, over all spans.
    [[nodiscard]] std::uint64_t extent_bytes() const
    {
        return span_bytes + (spans[0] - 1) * span_strides[0] + (spans[1] - 1) * span_strides[1];
    }
    /// Loads or stores of cores; each is an access.
    [[nodiscard]] std::uint64_t accesses_by_cores() const
    {
        if (held) return 0;
        return spans[0] * spans[1] * repeats * loads_of_span();
    }
    [[nodiscard]] std::uint64_t loads_of_span() const { return divide_up(span_bytes / word_bytes, load_words); }

    [[nodiscard]] bool has_spans() const { return spans[0] > 1 || spans[1] > 1; }

    /// The lines of the lanes' words in one span.
    [[nodiscard]] LineRun lines(std::uint64_t address) const
    {
        if (wraps) address = ring_begin + ring_bytes.remainder(address - ring_begin);
        const std::uint64_t first = line_bytes.divide(address);
        if (repeats > 1) return {first, repeats, true};
        if (kind.by_cores && !off_chip) return {first, loads_of_span(), true};
        return {first, line_bytes.divide(address + span_bytes - 1) - first + 1, false};
    }
};

/// Operands [reads, writes) are read, [writes, end) are written.
struct BoundStep {
    const schedule::Step* step = nullptr;
    StepTiming timing;
    std::size_t reads = 0;
    std::size_t writes = 0;
    std::size_t end = 0;
    std::size_t executions = 0;  ///< index of its counter
    std::size_t skip = no_skip;  ///< its number in BoundNest::skips, if it has one

    static constexpr std::size_t no_skip = std::numeric_limits<std::size_t>::max();

    /// A burst of the DMA engine, or a note about its tiles.
    [[nodiscard]] bool is_by_engine() const
    {
        using schedule::StepUnit;
        return timing.unit == StepUnit::engine || timing.unit == StepUnit::filled || timing.unit == StepUnit::turn;
    }
};

/// A word that is tested, with the words of neighbouring lanes and of the samples of a batch.
struct BoundFactor {
    const schedule::Factor* factor = nullptr;
    const std::vector<bool>* is_zero = nullptr;
    std::uint64_t lanes = 1;
    std::uint64_t samples = 1;
    std::uint64_t sample_words = 0;  ///< from one sample to the next
    std::vector<LoopAround> loops;   ///< outermost first

    [[nodiscard]] std::uint64_t words() const { return lanes * samples; }
    [[nodiscard]] bool all_zero(std::uint64_t position) const
    {
        for (std::uint64_t s = 0; s < samples; ++s) {
            for (std::uint64_t lane = 0; lane < lanes; ++lane) {
                if (!(*is_zero)[position + s * sample_words + lane]) return false;
            }
        }
        return true;
    }
};

/// Its factors are those of the nest from `first` to `end` - 1; without factors it is never known to be 0.
struct BoundProduct {
    const schedule::Product* product = nullptr;
    std::size_t first = 0;
    std::size_t end = 0;
    std::uint64_t samples = 1;
};

/// The part of a step that may be needless.
struct BoundSkip {
    std::vector<BoundProduct> products;
    bool can_pass = false;             ///< nothing is left of the step if all products are 0
    std::vector<std::size_t> besides;  ///< operands that belong to no product
    std::uint64_t tests = 0;           ///< of words that no loop around it has tested
    SkipCounters layout;
    std::uint64_t* counters = nullptr;  ///< the step's counters
};

struct BoundNode {
    bool is_step = true;
    std::size_t index = 0;  ///< index in BoundNest::steps or ::loops
};

/// The operands of all steps inside are [first_operand, first_operand + operand_count).
struct BoundLoop {
    std::uint64_t count = 1;
    std::size_t depth = 0;    ///< loops around it
    bool has_index = false;   ///< its own index is number depth - 1 of an operand's; the nest's body has none
    std::uint64_t steps = 0;  ///< steps of one iteration
    std::vector<BoundNode> body;
    std::size_t first_operand = 0;
    std::size_t operand_count = 0;
    std::vector<std::uint64_t> strides;  ///< for each operand: bytes by which an iteration moves it
    bool before_drain = false;           ///< a burst out of a tile comes next (fold_groups.hpp)

    // Only where zeros are skipped:
    std::vector<std::size_t> guards;             ///< factors each of which makes a whole iteration needless if it is 0
    std::size_t first_skip = 0;                  ///< with a guard: the skip of its first step, which counts the tests
    std::vector<std::uint64_t> iteration_steps;  ///< how often an iteration runs each of its steps
    /// Words by which an iteration moves each factor.
    std::vector<std::pair<std::size_t, std::uint64_t>> factor_strides;

    /// The number of the first index that changes inside of it.
    [[nodiscard]] std::size_t first_index() const { return has_index ? depth - 1 : depth; }
};

/// The present place in the loops of a nest: the only part of a bound nest that changes.
struct NestPlace {
    std::vector<std::uint64_t> addresses;  ///< address of lane 0's word, by operand
    std::vector<std::uint64_t> positions;  ///< of the first word, by factor
    std::vector<std::uint64_t> indices;    ///< of the loops, outermost first, when values move
};

struct BoundNest {
    const schedule::LoopNest* nest = nullptr;
    std::vector<BoundOperand> operands;
    std::vector<BoundStep> steps;
    std::vector<BoundLoop> loops;           ///< the outermost is the last
    std::vector<std::size_t> stream_index;  ///< by stream: its read or write stream in the issuer; only off chip
    std::vector<BoundSkip> skips;
    std::vector<BoundFactor> factors;
    NestPlace at;

    /// Moves everything inside a loop by some of its iterations; -count moves it back to the first.
    void advance(const BoundLoop& loop, std::uint64_t iterations)
    {
        std::uint64_t* const addresses = at.addresses.data() + loop.first_operand;
        const std::size_t operands_inside = loop.strides.size();
        for (std::size_t i = 0; i < operands_inside; ++i) addresses[i] += iterations * loop.strides[i];
        for (const auto& [factor, words] : loop.factor_strides) at.positions[factor] += iterations * words;
    }
};

}  // namespace deltasim::sim
