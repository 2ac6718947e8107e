// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

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

    /// Adds a step at this place; `step.operands` comes from `operands`, reads before writes.
    void step(Step step, const std::vector<OperandRequest>& operands);

    [[nodiscard]] LoopNest finish() { return std::move(nest_); }

private:
    std::size_t stream_number(const Stream& stream);
    void add_loop(Loop inner, const std::function<void(const AffineIndex& index)>& body);
    void add_sample(const Sample& sample, const std::function<void(const Sample& sample)>& body);

    LoopNest nest_;
    std::uint64_t array_lanes_;
    std::vector<Loop*> open_;  ///< the loops around this place, outermost first; the nest's body is open_[0]
    AffineIndex sample_;       ///< the one that is up
};

}  // namespace deltasim::schedule
