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

// A schedule as the machine sees it: loop nests of steps. A step is the same operation on up to P lanes; its operands
// walk their tensors by fixed strides, one for each loop around it.

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
    std::uint64_t pitch_words = 0;  ///< from one buffer to the next: whole rounds of the memory's banks
    std::uint64_t buffers = 1;      ///< tile n lies in buffer n modulo that; its index is n * pitch_words + ...
    bool filled = false;            ///< from outside; else its first words come from the array, or from a tile within
};

/// One tensor that a nest reads or writes: what a stream buffer serves when its home is off chip.
struct Stream {
    TensorId tensor;
    Direction direction = Direction::read;
    std::size_t tile = 0;    ///< 0: its home; else a tile of the nest, counted from 1
    bool by_engine = false;  ///< the DMA engine's

    friend bool operator==(const Stream&, const Stream&) = default;
};

/// One word of a tensor for each lane of a step.
struct Operand {
    std::size_t stream = 0;  ///< index into LoopNest::streams
    AffineIndex index;       ///< lane 0's word, from the tensor's first
    bool per_lane = false;   ///< neighbouring lanes take neighbouring words; otherwise all take the same

    // Of a step on rows and columns of lanes instead:
    std::uint64_t row_words = 0;     ///< words from a lane to the one in the next row; 0: they take the same
    std::uint64_t column_words = 0;  ///< and in the next column
    bool held = false;               ///< is in a register already: accessed by an earlier step
    // And where the word lies in its tensor, wherever it is taken from.
    AffineIndex place{};
    std::uint64_t place_row_words = 0;
    std::uint64_t place_column_words = 0;
};

/// Where a step runs. The row-end unit adds the lanes' partial sums and applies the activation function while the lanes
/// go on with the next row.
///
/// A step of a mapped nest may be another than an operation: `load` brings words into the lanes' registers, together
/// with the step that follows; `engine` moves a burst between memories; `filled` ends the fill (or drain) of a tile;
/// `turn` begins the use of the next one.
enum class StepUnit : std::uint8_t { lanes, row_end, load, engine, filled, turn };

/// What lanes hold from step to step (see LaneRegisters).
enum class Register : std::uint8_t { sum, gradient, latched_delta, kept_activation, row_start, row };

/// Words that a step finds in the lanes or leaves there, as if every one had a place of its own.
struct RegisterUse {
    Register kind = Register::sum;
    AffineIndex index{};         ///< which of the words; of a passing one not told
    std::size_t number = 0;      ///< of several of a kind
    std::uint64_t words = 1;     ///< several: those of all samples
    std::uint64_t stride = 0;    ///< from one to the next
    bool by_sample = false;      ///< the lanes number them by sample
    bool passing = false;        ///< lives no longer than the loops of one chain
    bool sets = false;           ///< the step itself brings it, wherever it stands
    bool whole_numbers = false;  ///< sums of whole numbers, which are exact

    // Of a step on rows and columns of lanes: how far it is to the word of the next row's, or column's, lane.
    std::uint64_t row_words = 0;
    std::uint64_t column_words = 0;
};

/// A word that makes a product 0 where it is 0.
struct Factor {
    TensorId tensor;
    Tensor stands_for = Tensor::activation;  ///< activation, or delta: also of a word that makes a delta 0
    AffineIndex node{};                      ///< lane 0's, from the first of its sample
    std::uint64_t sample_words = 0;          ///< of the tensor
    bool per_lane = false;                   ///< as an operand
};

/// What a step adds up that is 0 with any of its factors; of none: nobody knows. An operand that is in products is
/// needed where one of them is not 0, any other always.
struct Product {
    std::vector<Factor> factors{};
    bool of_all_samples = false;          ///< a sum over the batch; else of the sample that is up
    bool of_first_sample = false;         ///< of that, whichever is up
    std::vector<std::size_t> operands{};  ///< of the step
    OperationCounts operations{};         ///< of each lane, among the step's
};

struct Step {
    std::uint64_t lanes = 1;
    StepUnit unit = StepUnit::lanes;
    OperationCounts operations{};  ///< of each lane; of the whole step on the row-end unit
    /// Begins when the results of all earlier steps are there. On the row-end unit: those of the lanes, always.
    bool needs_result = false;
    std::vector<Operand> operands{};
    std::function<void(StepValues&)> compute{};  ///< the step's arithmetic in fp32, when values move
    std::vector<RegisterUse> registers{};
    std::vector<Product> products{};
    AffineIndex sample{};  ///< the one that is up

    // Of a mapped nest:
    std::uint64_t rows = 0;        ///< of lanes, each of lanes / rows columns; 0: all lanes are one row
    bool counted = true;           ///< its operands are the schedule's; others move words that have been, or will be
    std::uint64_t sums = 1;        ///< partial sums of each word that leaves the row-end unit
    bool reduces = false;          ///< not counted: takes a sum of several lanes out of them, or brings it back
    std::vector<Tensor> summed{};  ///< not counted: of whose words the sums are that it moves
    std::size_t tile = 0;          ///< that an engine's step is for, counted from 1
    bool drains = false;           ///< out of it
};

struct Loop;
using NestNode = std::variant<Step, Loop>;

struct Loop {
    std::uint64_t count = 1;
    std::vector<NestNode> body;
    /// What it goes over, in a nest that is not mapped yet. The loops of a chain rule go over none of these.
    std::optional<Dimension> dimension{};
    std::uint64_t begin = 0;  ///< the first of its indices there: loops that follow one another may be parts of one
};

/// Neighbouring samples of a batch.
struct SampleRange {
    std::uint64_t first = 0;
    std::uint64_t count = 1;

    friend bool operator==(const SampleRange&, const SampleRange&) = default;
};

/// All the work of one phase on one layer. Nothing of the next nest begins before the last access of this one is done.
struct LoopNest {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;  ///< accesses are booked on it
    std::vector<Stream> streams;
    Loop body;
    std::vector<TileBuffer> tiles{};
    bool mapped = false;    ///< onto rows and columns of lanes
    SampleRange samples{};  ///< whose rows a forward nest ends
};

/// One training step.
struct Program {
    std::vector<LoopNest> nests;
};

/// From the first word of an operand to the end of its last one, over all lanes. Throws OverflowError.
[[nodiscard]] std::uint64_t words_spanned(const Step& step, const Operand& operand);

/// Calls `visit` with every step of a nest, depth first: in the order in which they are numbered.
void for_each_step(const LoopNest& nest, const std::function<void(const Step&)>& visit);

/// The same with how often each runs. Throws OverflowError.
void for_each_step(const LoopNest& nest, const std::function<void(const Step&, std::uint64_t times)>& visit);
/// The same of one iteration of a loop.
void for_each_step_of_iteration(const Loop& loop, const std::function<void(const Step&, std::uint64_t times)>& visit);

/// Number of steps, or nothing where it exceeds 64 bits.
[[nodiscard]] std::optional<std::uint64_t> step_count(const Program& program);

/// Every array that the program reads or writes and its size: the largest index that it reaches, plus 1. Throws
/// OverflowError.
[[nodiscard]] model::TensorWords tensor_words(const Program& program);

}  // namespace deltasim::schedule
