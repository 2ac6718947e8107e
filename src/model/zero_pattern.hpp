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

// Which activations and deltas of a step are 0: what a machine that skips zeros sees of data.

namespace deltasim::model
{

class ZeroPattern
{
public:
    /// Words of a tensor, samples one after the other; of others none is 0. Activations of the step before are 0 where
    /// this step's are.
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

/// So many of each layer's nodes, rounded to whole ones, at places drawn by the training's seed, sample by sample.
/// Where an activation of 0 makes the derivative 0, it makes the delta 0.
[[nodiscard]] ZeroPattern zeros_by_density(const Head& head, const Training& training, const Density& density);

/// As a step in plain loops finds them that begins with these values (run_training_step()); a 0 of either sign is one.
[[nodiscard]] ZeroPattern zeros_at(const Head& head, const Training& training, std::uint64_t lanes,
                                   TensorValues values);

}  // namespace deltasim::model
