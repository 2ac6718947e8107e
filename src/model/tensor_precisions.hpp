// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/precision.hpp"
#include "core/terms.hpp"

// The number format of every tensor's words.

namespace deltasim::model
{

/// A format common to all tensors, and those of tensors that have their own.
class TensorPrecisions
{
public:
    TensorPrecisions() = default;
    explicit TensorPrecisions(Precision common) : common_(common) {}

    void set(Tensor tensor, Precision precision) { own_[static_cast<std::size_t>(tensor)] = precision; }

    /// A master weight is of fp32, whatever was set, and a partial sum as wide.
    [[nodiscard]] Precision of(Tensor tensor) const
    {
        if (tensor == Tensor::master_weight || tensor == Tensor::partial_sum) return Precision::fp32;
        return own_[static_cast<std::size_t>(tensor)].value_or(common_);
    }

    // Of the tensors but for the master weights:

    /// Whether every one has words of `precision`.
    [[nodiscard]] bool all(Precision precision) const;
    /// Whether a step may compute in `precision`, which then is that of one or what two of them are computed in.
    [[nodiscard]] bool may_compute_in(Precision precision) const;

    /// As YAML: `fp16`, or `{default: fp16, weight: int8}` with those that differ from the default in the order of
    /// Tensor.
    [[nodiscard]] std::string text() const;

    /// Whether each one's is the same.
    friend bool operator==(const TensorPrecisions& a, const TensorPrecisions& b);

private:
    Precision common_ = Precision::fp32;
    std::array<std::optional<Precision>, tensor_count> own_{};
};

}  // namespace deltasim::model
