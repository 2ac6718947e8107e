// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/precision.hpp"
#include "core/terms.hpp"

// The number format of the words of every tensor.

namespace deltasim::model
{

/// A format for all tensors, and other formats for single tensors.
class TensorPrecisions
{
public:
    TensorPrecisions() = default;
    explicit TensorPrecisions(Precision common) : common_(common) {}

    void set(Tensor tensor, Precision precision) { own_[static_cast<std::size_t>(tensor)] = precision; }

    /// The format of a tensor. A master weight is always fp32, and a partial sum is as wide.
    [[nodiscard]] Precision of(Tensor tensor) const
    {
        if (tensor == Tensor::master_weight || tensor == Tensor::partial_sum) return Precision::fp32;
        return own_[static_cast<std::size_t>(tensor)].value_or(common_);
    }

    // The following functions ignore the master weights.

    /// True if the words of all tensors have this precision.
    [[nodiscard]] bool all(Precision precision) const;
    /// True if a step may compute in `precision`: it is the precision of a tensor, or the one that two tensors share in
    /// an operation.
    [[nodiscard]] bool may_compute_in(Precision precision) const;

    /// As YAML: `fp16`, or `{default: fp16, weight: int8}`, which lists, in the order of Tensor, the tensors that
    /// differ from the default.
    [[nodiscard]] std::string text() const;

    /// True if every tensor has the same precision in both.
    friend bool operator==(const TensorPrecisions& a, const TensorPrecisions& b);

private:
    Precision common_ = Precision::fp32;
    std::array<std::optional<Precision>, tensor_count> own_{};
};

}  // namespace deltasim::model
