// SPDX-License-Identifier: MIT
#include "config/readers/rounding_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"

namespace deltasim::config
{

void read_roundings(const Value& value, model::TensorRoundings& target)
{
    model::TensorRoundings roundings;
    if (value.asked != nullptr) read(value, roundings.common, model::rounding_names);
    if (value.node->kind != NodeKind::mapping && value.asked == nullptr) {
        if (read(value, roundings.common, model::rounding_names)) target = roundings;
        return;
    }
    MappingReader by_tensor(value);
    bool good = by_tensor.optional("default", roundings.common, model::rounding_names,
                                   "for all tensors that are not named here") ||
                !by_tensor.has("default");
    for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
        model::Rounding own = roundings.common;
        if (by_tensor.optional(tensor_names[tensor], own, model::rounding_names, "for this tensor")) {
            roundings.own[static_cast<Tensor>(tensor)] = own;
        } else {
            good = good && !by_tensor.has(tensor_names[tensor]);
        }
    }
    by_tensor.finish();
    if (good) target = roundings;
}

std::string rounding_text(const model::TensorRoundings& roundings)
{
    if (roundings.own.empty()) return std::string(name_of(roundings.common));
    std::string text = fmt::format("{{default: {}", name_of(roundings.common));
    for (const auto& [tensor, own] : roundings.own) text += fmt::format(", {}: {}", name_of(tensor), name_of(own));
    return text + "}";
}

namespace
{

/// True if a key is a tensor, with or without a layer: `weight`, `weight[2]`.
bool is_tensor_key(std::string_view key)
{
    const std::size_t open = key.find('[');
    const std::string_view name = key.substr(0, open);
    if (std::find(tensor_names.begin(), tensor_names.end(), name) == tensor_names.end()) return false;
    if (open == std::string_view::npos) return true;
    return key.ends_with(']') && is_whole_number(key.substr(open + 1, key.size() - open - 2));
}

}  // namespace

void read_tensor_scales(const Value& value, std::map<std::string, float>& target)
{
    MappingReader reader(value);
    for (const MappingReader::Entry& entry : reader.entries("TENSOR", "a power of two")) {
        if (!is_tensor_key(entry.key)) {
            entry.value.refuse("expected a tensor, or a tensor of a layer such as weight[2], as the key");
            continue;
        }
        double scale = 0.0;
        if (!read(entry.value, scale, Positive{})) continue;
        int exponent = 0;
        constexpr int furthest = 60;  // products of two scales stay within the range of fp32
        if (std::frexp(scale, &exponent) != 0.5 || std::abs(exponent - 1) > furthest) {
            entry.value.refuse_as_not("a power of two from 2^-60 to 2^60, such as 0.0078125");
            continue;
        }
        target[entry.key] = static_cast<float>(scale);
    }
}

std::string scales_text(const std::map<std::string, float>& scales)
{
    std::string text;
    for (const auto& [key, scale] : scales) {
        text += fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", key, static_cast<double>(scale));
    }
    return "{" + text + "}";
}

}  // namespace deltasim::config
