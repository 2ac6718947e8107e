// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "core/terms.hpp"
#include "model/placement.hpp"
#include "schedule/step_values.hpp"

// A schedule as the machine sees it: loop nests of steps. A step is the same operation on up to P lanes. Its operands
// walk their tensors with fixed strides, one stride for each loop around the step.

namespace deltasim::schedule
{

/// A word index that is affine in the indices of the loops around a step: constant + sum of coefficient[d] * index of
/// loop d, outermost first.
struct AffineIndex {
    std::uint64_t constant = 0;
    std::vector<std::uint64_t> coefficients;

    friend AffineIndex operator+(AffineIndex a, const AffineIndex& b);
    friend AffineIndex operator*(AffineIndex a, std::uint64_t factor);
    friend AffineIndex operator+(AffineIndex a, std::uint64_t constant);
};

/// A tile of a tensor that a nest keeps in an on-chip memory nearer to the array than the tensor's home.
struct TileBuffer {
    TensorId tensor;
    std::size_t memory = 0;         ///< index into the memory spaces
    std::uint64_t address = 0;      ///< first byte of the buffers
    std::uint64_t words = 0;        ///< of a whole tile
    std::uint64_t pitch_words = 0;  ///< from one buffer to the next; a multiple of all banks of the memory
    std::uint64_t buffers = 1;      ///< tile n lies in buffer n modulo `buffers`; its index is n * pitch_words + ...
    /// From outside; otherwise its first words come from the array, or from an inner tile.
    bool filled = false;
};

/// One tensor that a nest reads or writes; a stream buffer serves it if its home is off chip.
struct Stream {
    TensorId tensor;
    Direction direction = Direction::read;
    std::size_t tile = 0;    ///< 0: its home; else the number of a tile of the nest, from 1
    bool by_engine = false;  ///< the DMA engine accesses it

    friend bool operator==(const Stream&, const Stream&) = default;
};

/// One word of a tensor for each lane of a step.
struct Operand {
    std::size_t stream = 0;  ///< index into LoopNest::streams
    AffineIndex index;       ///< the word of lane 0, counted from the tensor's first word
    bool per_lane = false;   ///< neighbouring lanes take neighbouring words; otherwise all lanes take the same word

    // For a step on rows and columns of lanes, in place of per_lane:
    std::uint64_t row_words = 0;     ///< words from a lane to the lane in the next row; 0: both take the same word
    std::uint64_t column_words = 0;  ///< words from a lane to the lane in the next column
    bool held = false;               ///< the word is already in a register: an earlier step accessed it
    // The place of the word in its tensor, wherever it is read from.
    AffineIndex place{};
    std::uint64_t place_row_words = 0;
    std::uint64_t place_column_words = 0;
};

/// Where a step runs. The row-end unit adds the lanes' partial sums and applies the activation function while the lanes
/// go on with the next row.
///
/// Some steps of a mapped nest are no operations: `load` brings words into the lanes' registers, together with the step
/// that follows; `engine` moves a burst between memories; `filled` ends the fill (or drain) of a tile; `turn` begins
/// the use of the next tile.
enum class StepUnit : std::uint8_t { lanes, row_end, load, engine, filled, turn };

/// What lanes hold from step to step (see LaneRegisters).
enum class Register : std::uint8_t { sum, gradient, latched_delta, kept_activation, row_start, row };

/// Words that a step finds in the lanes or leaves there, as if every word had its own register.
struct RegisterUse {
    Register kind = Register::sum;
    AffineIndex index{};         ///< which of the words; not given for a passing one
    std::size_t number = 0;      ///< among several of the same kind
    std::uint64_t words = 1;     ///< more than one: the words of all samples
    std::uint64_t stride = 0;    ///< from one word to the next
    bool by_sample = false;      ///< the lanes number the words by sample
    bool passing = false;        ///< it lives no longer than the loops of one chain
    bool sets = false;           ///< the step itself brings it, wherever the step stands
    bool whole_numbers = false;  ///< a sum of integers, which is exact

    // For a step on rows and columns of lanes: the distance to the word of the lane in the next row, or column.
    std::uint64_t row_words = 0;
    std::uint64_t column_words = 0;
};

/// A word that makes a product 0 if it is 0.
struct Factor {
    TensorId tensor;
    Tensor stands_for = Tensor::activation;  ///< activation or delta; delta also for a word that makes a delta 0
    AffineIndex node{};                      ///< for lane 0, counted from the first word of its sample
    std::uint64_t sample_words = 0;          ///< words of the tensor in one sample
    bool per_lane = false;                   ///< as in Operand
};

/// What a step adds up. It is 0 if any of its factors is 0; without factors it may always be other than 0. An operand
/// of products is needed if one of these products is not 0; any other operand is always needed.
struct Product {
    std::vector<Factor> factors{};
    bool of_all_samples = false;          ///< it is a sum over the batch; otherwise it is of the present sample
    bool of_first_sample = false;         ///< it is of the first sample, whatever the present sample is
    std::vector<std::size_t> operands{};  ///< operands of the step
    OperationCounts operations{};         ///< operations of each lane, among those of the step
};

struct Step {
    std::uint64_t lanes = 1;
    StepUnit unit = StepUnit::lanes;
    OperationCounts operations{};  ///< for each lane; for the whole step on the row-end unit
    /// The step begins when the results of all earlier steps are there. A step of the row-end unit always waits for the
    /// lanes.
    bool needs_result = false;
    std::vector<Operand> operands{};
    std::function<void(StepValues&)> compute{};  ///< the step's arithmetic, when values move
    std::vector<RegisterUse> registers{};
    std::vector<Product> products{};
    AffineIndex sample{};  ///< the present sample

    // Only in a mapped nest:
    std::uint64_t rows = 0;  ///< rows of lanes, each with lanes / rows columns; 0: all lanes form one row
    /// Its operands are the schedule's; other steps move words that were or will be accessed.
    bool counted = true;
    std::uint64_t sums = 1;        ///< partial sums for each word that leaves the row-end unit
    bool reduces = false;          ///< not counted: takes the sum of several lanes out of them, or brings it back
    std::vector<Tensor> summed{};  ///< not counted: the tensors whose words are the sums that the step moves
    std::size_t tile = 0;          ///< the tile of an engine's step, counted from 1
    bool drains = false;           ///< moves words out of the tile
};

struct Loop;
using NestNode = std::variant<Step, Loop>;

struct Loop {
    std::uint64_t count = 1;
    std::vector<NestNode> body;
    /// The dimension over which the loop goes, in a nest that is not mapped yet. The loops of a chain rule have none.
    std::optional<Dimension> dimension{};
    std::uint64_t begin = 0;  ///< its first index in that dimension: consecutive loops may be parts of one loop
};

/// Neighbouring samples of a batch.
struct SampleRange {
    std::uint64_t first = 0;
    std::uint64_t count = 1;

    friend bool operator==(const SampleRange&, const SampleRange&) = default;
};

/// All the work of one phase on one layer. The next nest begins after the last access of this one is done.
struct LoopNest {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;  ///< accesses are booked for this layer
    std::vector<Stream> streams;
    Loop body;
    std::vector<TileBuffer> tiles{};
    bool mapped = false;    ///< mapped onto rows and columns of lanes
    SampleRange samples{};  ///< the samples whose rows a forward nest ends
};

/// True if a nest does what the one before it does, for the samples after that one's.
[[nodiscard]] bool goes_on(const LoopNest& first, const LoopNest& others);

/// One training step.
struct Program {
    std::vector<LoopNest> nests;
};

/// Words from the first word of an operand to the end of its last one, over all lanes. Throws OverflowError.
[[nodiscard]] std::uint64_t words_spanned(const Step& step, const Operand& operand);

/// Calls `visit` for every step of a nest, depth first; steps are numbered in this order.
void for_each_step(const LoopNest& nest, const std::function<void(const Step&)>& visit);

/// The same, with the number of times that each step runs. Throws OverflowError.
void for_each_step(const LoopNest& nest, const std::function<void(const Step&, std::uint64_t times)>& visit);
/// The same for one iteration of a loop.
void for_each_step_of_iteration(const Loop& loop, const std::function<void(const Step&, std::uint64_t times)>& visit);

/// The number of steps, or nothing if it exceeds 64 bits.
[[nodiscard]] std::optional<std::uint64_t> step_count(const Program& program);

/// The size of every array that the program reads or writes: the largest index that it accesses, plus 1. Throws
/// OverflowError.
[[nodiscard]] model::TensorWords tensor_words(const Program& program);

}  // namespace deltasim::schedule
