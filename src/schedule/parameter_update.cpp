// SPDX-License-Identifier: MIT
#include "schedule/parameter_update.hpp"

#include "core/checked.hpp"

namespace deltasim
{

void add_parameter_accesses(const Head& head, std::uint32_t layer, OperandTally& tally)
{
    const std::uint64_t nodes = head.width(layer);
    const std::uint64_t weights = checked_multiply(nodes, head.width(layer - 1));
    const auto key = [layer](Tensor tensor) { return OperandKey{Phase::update, layer, tensor}; };
    tally.add_reads(key(Tensor::activation), weights);
    tally.add_reads(key(Tensor::weight), weights);
    tally.add_writes(key(Tensor::weight), weights);
    tally.add_reads(key(Tensor::bias), nodes);
    tally.add_writes(key(Tensor::bias), nodes);
}

}  // namespace deltasim
