// SPDX-License-Identifier: MIT
#include "model/value_rules.hpp"

#include <algorithm>
#include <cmath>

namespace deltasim::model
{

namespace
{

/// The key of random numbers for one purpose in a step; `purpose` tells tensors, layers and arrays apart.
std::uint64_t random_key(const Training& training, std::uint64_t purpose)
{
    return mixed(mixed(mixed(training.seed, 0x64656C7461U), training.step), purpose);
}

std::uint64_t purpose_of(TensorId tensor)
{
    return (std::uint64_t{tensor.layer} << 16U) + (static_cast<std::uint64_t>(tensor.tensor) << 8U) +
           static_cast<std::uint64_t>(tensor.array);
}

constexpr std::uint64_t dropout_purpose = std::uint64_t{1} << 48U;

int code_bits(Precision precision) { return precision == Precision::int8 ? 7 : 15; }

OperationCounts masked_operations(OperationCounts operations, const Dropout& dropout, std::uint64_t multiplies)
{
    if (dropout.rate == 0.0F) return operations;
    count_of(operations, Operation::compare) += 1;
    count_of(operations, Operation::multiply) += multiplies;
    return operations;
}

}  // namespace

ValueFormat format_of(const Training& training, TensorId tensor)
{
    // Activations of the step before were rounded once, when they were written.
    const TensorId purpose{tensor.tensor, tensor.layer,
                           tensor.array == TensorArray::previous_step ? TensorArray::whole : tensor.array};
    ValueFormat format;
    format.precision = training.precision.of(tensor.tensor);
    format.rounding = training.rounding.of(tensor.tensor);
    const auto scale = training.scales.find({tensor.tensor, tensor.layer});
    if (scale != training.scales.end()) format.scale = scale->second;
    format.key = random_key(training, purpose_of(purpose));
    return format;
}

Products products_of(const Training& training, TensorId a, TensorId b)
{
    const ValueFormat first = format_of(training, a);
    const ValueFormat second = format_of(training, b);
    Products products{wider(first.precision, second.precision)};
    if (!is_integer(first.precision) || !is_integer(second.precision)) return products;
    constexpr int kept_bits = 15;  // besides the sign
    const int dropped = std::max(0, code_bits(first.precision) + code_bits(second.precision) - kept_bits);
    products.unit = std::ldexp(static_cast<double>(first.scale) * static_cast<double>(second.scale), dropped);
    return products;
}

Dropout dropout_of(const Head& head, const Training& training, std::uint32_t layer)
{
    const double rate = head.layer(layer).dropout;
    if (rate == 0.0 || !training.drops_out) return {};
    return {static_cast<float>(rate), static_cast<float>(1.0 / (1.0 - rate)),
            random_key(training, dropout_purpose + layer)};
}

NodeActivation::NodeActivation(const Head& head, const Training& training, std::uint32_t layer)
    : activation(head.layer(layer).activation), negative_slope(head.layer(layer).negative_slope),
      dropout(dropout_of(head, training, layer))
{
}

OperationCounts NodeActivation::operations() const
{
    return masked_operations(activation_operations(activation), dropout, 1);
}

NodeSlope::NodeSlope(const Head& head, const Training& training, std::uint32_t layer)
    : activation(head.layer(layer).activation), negative_slope(head.layer(layer).negative_slope),
      dropout(dropout_of(head, training, layer))
{
}

OperationCounts NodeSlope::operations() const
{
    const std::uint64_t multiplies = derivative_needs_preactivation(activation) ? 1 : 2;
    return masked_operations(derivative_operations(activation), dropout, multiplies);
}

}  // namespace deltasim::model
