// SPDX-License-Identifier: MIT
#include "model/head.hpp"

#include <stdexcept>

#include "core/checked.hpp"

namespace deltasim
{

std::vector<TensorId> Head::tensors() const
{
    std::vector<TensorId> tensors{{Tensor::activation, 0}, {Tensor::target, depth()}};
    for (std::uint32_t l = 1; l <= depth(); ++l) {
        tensors.push_back({Tensor::weight, l});
        tensors.push_back({Tensor::bias, l});
        tensors.push_back({Tensor::activation, l});
        if (derivative_needs_preactivation(layer(l).activation)) tensors.push_back({Tensor::preactivation, l});
        tensors.push_back({Tensor::delta, l});
    }
    return tensors;
}

std::uint64_t Head::words(TensorId id) const
{
    switch (id.tensor) {
    case Tensor::weight:
    case Tensor::gradient: return checked_multiply(layer(id.layer).outputs, layer(id.layer).inputs);
    case Tensor::bias:
    case Tensor::activation:
    case Tensor::preactivation:
    case Tensor::target:
    case Tensor::delta: return width(id.layer);
    case Tensor::optimizer_state: break;
    }
    throw std::logic_error("the size of " + std::string(name_of(id.tensor)) + " is not a matter of the head alone");
}

}  // namespace deltasim
