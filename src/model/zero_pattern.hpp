// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/terms.hpp"
#include "model/density.hpp"
#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// The activations and deltas of a step that are 0. A machine that skips zeros sees only this of the data.

namespace deltasim::model
{

class ZeroPattern
{
public:
    /// The words of a tensor that are 0, sample after sample; nullptr for a tensor without zeros. Activations of the
    /// step before are 0 where activations of this step are.
    [[nodiscard]] const std::vector<bool>* find(TensorId tensor) const
    {
        tensor.array = TensorArray::whole;
        const auto found = words_.find(tensor);
        return found == words_.end() ? nullptr : &found->second;
    }
    void set(TensorId tensor, std::vector<bool> is_zero) { words_[tensor] = std::move(is_zero); }
    [[nodiscard]] const std::map<TensorId, std::vector<bool>>& words() const { return words_; }

    friend bool operator==(const ZeroPattern&, const ZeroPattern&) = default;

private:
    std::map<TensorId, std::vector<bool>> words_;
};

/// Zeros in the given shares of each layer's nodes, rounded to whole nodes, at random places drawn from the training's
/// seed for each sample. A delta is also 0 where an activation of 0 makes the derivative 0.
[[nodiscard]] ZeroPattern zeros_by_density(const Head& head, const Training& training, const Density& density);

/// The zeros of a step in plain loops that begins with these values (run_training_step()); both +0 and -0 count.
[[nodiscard]] ZeroPattern zeros_at(const Head& head, const Training& training, std::uint64_t lanes,
                                   TensorValues values);

}  // namespace deltasim::model
