// SPDX-License-Identifier: MIT
#include "model/tensor_precisions.hpp"

#include <algorithm>

namespace deltasim::model
{

namespace
{

constexpr std::size_t tensors_to_choose_for = tensor_count - 2;
static_assert(static_cast<std::size_t>(Tensor::master_weight) == tensors_to_choose_for);

std::array<Precision, tensors_to_choose_for> by_tensor(const TensorPrecisions& precisions)
{
    std::array<Precision, tensors_to_choose_for> all{};
    for (std::size_t tensor = 0; tensor < all.size(); ++tensor)
        all[tensor] = precisions.of(static_cast<Tensor>(tensor));
    return all;
}

}  // namespace

bool TensorPrecisions::all(Precision precision) const
{
    const auto precisions = by_tensor(*this);
    return std::all_of(precisions.begin(), precisions.end(), [=](Precision other) { return other == precision; });
}

bool TensorPrecisions::may_compute_in(Precision precision) const
{
    const auto precisions = by_tensor(*this);
    return std::any_of(precisions.begin(), precisions.end(), [&](Precision a) {
        return std::any_of(precisions.begin(), precisions.end(), [&](Precision b) { return wider(a, b) == precision; });
    });
}

std::string TensorPrecisions::text() const
{
    const std::string common(name_of(common_));
    std::string text = "{default: " + common;
    bool differ = false;
    const auto precisions = by_tensor(*this);
    for (std::size_t tensor = 0; tensor < precisions.size(); ++tensor) {
        if (precisions[tensor] == common_) continue;
        differ = true;
        text += ", " + std::string(tensor_names[tensor]) + ": " + std::string(name_of(precisions[tensor]));
    }
    return differ ? text + "}" : common;
}

bool operator==(const TensorPrecisions& a, const TensorPrecisions& b) { return by_tensor(a) == by_tensor(b); }

}  // namespace deltasim::model
