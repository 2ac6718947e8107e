// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/head.hpp"
#include "schedule/loop_nest.hpp"

// Writes loop nests as one writes loops: by nested calls that pass the loop's index to their body.

namespace deltasim::schedule
{

/// An operand whose stream has no number yet.
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
/// The delta of node j of a layer, in the same way.
[[nodiscard]] Factor delta_factor(const model::Head& head, std::uint32_t layer, AffineIndex j, bool per_lane);
/// What makes this delta 0 before it is computed: an activation of 0, if f' is then 0. Empty if there is no such rule.
[[nodiscard]] std::vector<Factor> slope_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j,
                                                bool per_lane);

/// The factors of a term d a of a gradient: the delta of row j, which lanes share, and the activations of the columns
/// from i on.
[[nodiscard]] std::vector<Factor> weight_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j,
                                                 TensorId activation, const AffineIndex& i);

/// The numbers from `first` to `end` - 1.
[[nodiscard]] std::vector<std::size_t> operand_numbers(std::size_t first, std::size_t end);

/// A sample of a batch whose first and last samples are treated differently.
struct Sample {
    AffineIndex index;
    bool first = true;
    bool last = true;
};

/// Stands for a number of lanes: loops are not divided among lanes, each of their points is a step, and a mapping
/// arranges them.
inline constexpr std::uint64_t unmapped = 0;

class NestBuilder
{
public:
    /// A nest for `phase` on layer `layer`, for an array of `array_lanes` lanes, or `unmapped`.
    NestBuilder(Phase phase, std::uint32_t layer, std::uint64_t array_lanes);

    /// for (index = 0; index < count; ++index) body(index); for a link of a chain rule.
    void loop(std::uint64_t count, const std::function<void(const AffineIndex& index)>& body);
    /// The same along a dimension of the layer.
    void loop(Dimension dimension, std::uint64_t count, const std::function<void(const AffineIndex& index)>& body);

    /// Covers 0..count-1 in blocks of neighbouring lanes: body(first index of the block, number of lanes). The last
    /// block is narrower if the lanes do not divide the count.
    void blocks(Dimension dimension, std::uint64_t count,
                const std::function<void(const AffineIndex& index, std::uint64_t lanes)>& body);

    /// For each of these samples: body(sample). A single sample makes no loop.
    void each_sample(SampleRange samples, const std::function<void(const AffineIndex& sample)>& body);

    /// For each sample of the batch; the first and the last have bodies of their own.
    void samples(std::uint64_t batch, const std::function<void(const Sample& sample)>& body);

    /// Every product that `body` writes also has these factors.
    void times(const std::vector<Factor>& factors, const std::function<void()>& body);

    /// Adds a step here; `step.operands` is made from `operands`, reads before writes.
    void step(Step step, const std::vector<OperandRequest>& operands);

    [[nodiscard]] LoopNest finish() { return std::move(nest_); }

private:
    std::size_t stream_number(const Stream& stream);
    void add_loop(Loop inner, const std::function<void(const AffineIndex& index)>& body);
    void add_sample(const Sample& sample, const std::function<void(const Sample& sample)>& body);

    LoopNest nest_;
    std::uint64_t array_lanes_;
    /// The loops around the present place, outermost first; open_[0] is the nest's body.
    std::vector<Loop*> open_;
    AffineIndex sample_;           ///< the present sample
    std::vector<Factor> factors_;  ///< factors of all products
};

}  // namespace deltasim::schedule
