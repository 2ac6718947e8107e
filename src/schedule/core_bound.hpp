// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/processor.hpp"
#include "model/tensor_precisions.hpp"

// The fewest clocks in which the lanes of an array do their work.

namespace deltasim::schedule
{

/// Work that no mapping spares. A lane's part of a step counts as one.
struct LaneWork {
    std::uint64_t macs = 0;           ///< multiply-accumulates
    std::uint64_t steps = 0;          ///< parts of steps that multiply
    std::uint64_t forward_steps = 0;  ///< those among them that multiply a weight by an activation of the layer below
    std::uint64_t first_forward_steps = 0;  ///< those of the first sample: a lane may just have made the weight
};

/// PE clocks of this work if every lane is always busy. Cores with instructions also need, for each full step, those of
/// its loop, and in the forward pass loads. Lanes without registers load the weight and the activation in each step,
/// and with multicast at best one weight for a row of lanes and one activation for a column, or the reverse. With
/// registers they load one of the two, since one is another than in the step before; and with multicast maybe next to
/// nothing. Precisions in which an instruction does more at a time count only if a tensor has them. Further loads and
/// stores, ends of rows and waits are left out.
[[nodiscard]] std::uint64_t least_cycles(const LaneWork& work, const machine::PeArrayConfig& array,
                                         const model::TensorPrecisions& precisions);

}  // namespace deltasim::schedule
