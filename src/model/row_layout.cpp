// SPDX-License-Identifier: MIT
#include "model/row_layout.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim::model
{

RowLayouts row_layouts(const Head& head, const RowPadding& padding)
{
    RowLayouts layouts;
    for (const Tensor tensor : {Tensor::weight, Tensor::gradient}) {
        const std::string name(name_of(tensor));
        for (std::uint32_t l = 1; l <= head.depth(); ++l) {
            auto found = padding.find(name + "[" + std::to_string(l) + "]");
            if (found == padding.end()) found = padding.find(name);
            if (found == padding.end() || found->second == 0) continue;
            const std::uint64_t row_words = head.width(l - 1);
            const TensorArray array = tensor == Tensor::gradient ? TensorArray::of_weights : TensorArray::whole;
            layouts[{tensor, l, array}] = {row_words, checked_add(row_words, found->second)};
        }
    }
    return layouts;
}

std::uint64_t words_within(const RowLayouts& layouts, TensorId tensor, std::uint64_t placed)
{
    const auto layout = layouts.find(tensor.all_rows());
    if (layout == layouts.end()) return placed;
    const auto [row_words, pitch_words] = layout->second;
    return placed / pitch_words * row_words + std::min(placed % pitch_words, row_words);
}

}  // namespace deltasim::model
