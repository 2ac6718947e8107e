// SPDX-License-Identifier: MIT
#include "config/readers/precision_reader.hpp"

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

void read_precisions(const Value& value, model::TensorPrecisions& target)
{
    Precision common = Precision::fp32;
    if (value.asked != nullptr) read(value, common, precision_names);
    if (value.node->kind == NodeKind::scalar) {
        if (read(value, common, precision_names)) target = model::TensorPrecisions(common);
        return;
    }
    if (value.node->kind != NodeKind::mapping && value.asked == nullptr) {
        value.refuse_as_not(fmt::format("one of {}, or a mapping of them by tensor, such as "
                                        "{{default: fp16, weight: int8}}",
                                        fmt::join(precision_names, ", ")));
        return;
    }
    MappingReader by_tensor(value);
    bool good = by_tensor.optional("default", common, precision_names, "for all tensors that are not named here") ||
                !by_tensor.has("default");
    model::TensorPrecisions precisions(common);
    for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
        Precision own = common;
        if (by_tensor.optional(tensor_names[tensor], own, precision_names, "for this tensor")) {
            precisions.set(static_cast<Tensor>(tensor), own);
            if (precisions.of(static_cast<Tensor>(tensor)) == own) continue;
            by_tensor.raw_value(tensor_names[tensor])
                .refuse_as_not("fp32, as master weights and partial sums always are");
            good = false;
        } else {
            good = good && !by_tensor.has(tensor_names[tensor]);
        }
    }
    by_tensor.finish();
    if (good) target = precisions;
}

}  // namespace deltasim::config
