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

/// One tensor that a nest reads or writes: what a stream buffer serves when its home is off chip.
struct Stream {
    TensorId tensor;
    Direction direction = Direction::read;

    friend bool operator==(const Stream&, const Stream&) = default;
};

/// One word of a tensor for each lane of a step.
struct Operand {
    std::size_t stream = 0;  ///< index into LoopNest::streams
    AffineIndex index;       ///< lane 0's word, from the tensor's first
    bool per_lane = false;   ///< neighbouring lanes take neighbouring words; otherwise all take the same
};

/// Where a step runs. The row-end unit adds the lanes' partial sums and applies the activation function while the lanes
/// go on with the next row.
enum class StepUnit : std::uint8_t { lanes, row_end };

struct Step {
    std::uint64_t lanes = 1;
    StepUnit unit = StepUnit::lanes;
    OperationCounts operations{};  ///< of each lane; of the whole step on the row-end unit
    /// Begins when the results of all earlier steps are there. On the row-end unit: those of the lanes, always.
    bool needs_result = false;
    std::vector<Operand> operands{};
    std::function<void(StepValues&)> compute{};  ///< the step's arithmetic in fp32, when values move
};

struct Loop;
using NestNode = std::variant<Step, Loop>;

struct Loop {
    std::uint64_t count = 1;
    std::vector<NestNode> body;
};

/// All the work of one phase on one layer. Nothing of the next nest begins before the last access of this one is done.
struct LoopNest {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;  ///< accesses are booked on it
    std::vector<Stream> streams;
    Loop body;
};

/// One training step.
struct Program {
    std::vector<LoopNest> nests;
};

/// Calls `visit` with every step of a nest, depth first: in the order in which they are numbered.
void for_each_step(const LoopNest& nest, const std::function<void(const Step&)>& visit);

/// Number of steps, or nothing where it exceeds 64 bits.
[[nodiscard]] std::optional<std::uint64_t> step_count(const Program& program);

/// Every array that the program reads or writes and its size: the largest index that it reaches, plus 1. Throws
/// OverflowError.
[[nodiscard]] model::TensorWords tensor_words(const Program& program);

}  // namespace deltasim::schedule
