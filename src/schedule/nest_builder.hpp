// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/head.hpp"
#include "schedule/loop_nest.hpp"

// Writes loop nests the way one writes loops: nested calls that hand the loop's index to their body.

namespace deltasim::schedule
{

/// An operand before its stream is numbered.
struct OperandRequest {
    Stream stream;
    AffineIndex index;
    bool per_lane = false;
};

/// All lanes read the same word.
[[nodiscard]] OperandRequest read_shared(TensorId tensor, AffineIndex index);
/// Neighbouring lanes read neighbouring words, lane 0 the word at `index`.
[[nodiscard]] OperandRequest read_lanes(TensorId tensor, AffineIndex index);
/// Neighbouring lanes write neighbouring words; with one lane, one word.
[[nodiscard]] OperandRequest write_lanes(TensorId tensor, AffineIndex index);

/// The activation of node i of a layer, or of the node i + p in lane p, as a factor.
[[nodiscard]] Factor activation_factor(const model::Head& head, TensorId tensor, AffineIndex i, bool per_lane);
/// The delta of node j of a layer, likewise.
[[nodiscard]] Factor delta_factor(const model::Head& head, std::uint32_t layer, AffineIndex j, bool per_lane);
/// What makes that delta 0 before it is there: an activation of 0 where f' is then 0. Nothing where it is not.
[[nodiscard]] std::vector<Factor> slope_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j,
                                                bool per_lane);

/// Those of a term d a of a gradient: the delta of row j, shared by lanes, and the activations of columns i and on.
[[nodiscard]] std::vector<Factor> weight_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j,
                                                 TensorId activation, const AffineIndex& i);

/// The numbers from `first` up to but without `end`.
[[nodiscard]] std::vector<std::size_t> operand_numbers(std::size_t first, std::size_t end);

/// A sample of a batch where the first and the last are not like the others.
struct Sample {
    AffineIndex index;
    bool first = true;
    bool last = true;
};

/// In place of a number of lanes: loops stay as they are, a point of them a step, for a mapping to arrange.
inline constexpr std::uint64_t unmapped = 0;

class NestBuilder
{
public:
    /// A nest for `phase` on layer `layer`, for an array of `array_lanes` lanes, or `unmapped`.
    NestBuilder(Phase phase, std::uint32_t layer, std::uint64_t array_lanes);

    /// for (index = 0; index < count; ++index) body(index); a link of a chain rule.
    void loop(std::uint64_t count, const std::function<void(const AffineIndex& index)>& body);
    /// The same along a dimension of the layer.
    void loop(Dimension dimension, std::uint64_t count, const std::function<void(const AffineIndex& index)>& body);

    /// Covers 0..count-1 in blocks of neighbouring lanes: body(first index of the block, number of lanes). The last
    /// block is narrower where the lanes do not divide the count.
    void blocks(Dimension dimension, std::uint64_t count,
                const std::function<void(const AffineIndex& index, std::uint64_t lanes)>& body);

    /// for each of these samples: body(sample). One sample is no loop.
    void each_sample(SampleRange samples, const std::function<void(const AffineIndex& sample)>& body);

    /// for each sample of the batch, the first and the last with bodies of their own.
    void samples(std::uint64_t batch, const std::function<void(const Sample& sample)>& body);

    /// Every product that `body` writes has these factors besides.
    void times(const std::vector<Factor>& factors, const std::function<void()>& body);

    /// Adds a step at this place; `step.operands` comes from `operands`, reads before writes.
    void step(Step step, const std::vector<OperandRequest>& operands);

    [[nodiscard]] LoopNest finish() { return std::move(nest_); }

private:
    std::size_t stream_number(const Stream& stream);
    void add_loop(Loop inner, const std::function<void(const AffineIndex& index)>& body);
    void add_sample(const Sample& sample, const std::function<void(const Sample& sample)>& body);

    LoopNest nest_;
    std::uint64_t array_lanes_;
    std::vector<Loop*> open_;      ///< the loops around this place, outermost first; the nest's body is open_[0]
    AffineIndex sample_;           ///< the one that is up
    std::vector<Factor> factors_;  ///< of all products
};

}  // namespace deltasim::schedule
