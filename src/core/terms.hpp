// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/enum_names.hpp"

// Terms of the field that every room shares: phases of a training step, tensors of the head, directions of an access,
// operations of a lane. The names here are also the names in YAML, tables and JSON.

namespace deltasim
{

enum class Phase : std::uint8_t { forward, delta, gradient, update };
enum class Tensor : std::uint8_t {
    weight,
    bias,
    activation,
    preactivation,
    target,
    delta,
    gradient,
    optimizer_state,
    master_weight,
    partial_sum  ///< unfinished sums that a mapping takes out of the lanes
};
enum class Direction : std::uint8_t { read, write };
/// Loops over a layer: rows of W, columns of W, samples of the batch.
enum class Dimension : std::uint8_t { outputs, inputs, samples };
enum class Operation : std::uint8_t { mac, add, multiply, divide, exponential, compare };

inline constexpr EnumNames<Phase, 4> phase_names{{"forward", "delta", "gradient", "update"}};
inline constexpr EnumNames<Tensor, 10> tensor_names{{"weight", "bias", "activation", "preactivation", "target", "delta",
                                                     "gradient", "optimizer_state", "master_weight", "partial_sum"}};
inline constexpr EnumNames<Operation, 6> operation_names{
    {"mac", "add", "multiply", "divide", "exponential", "compare"}};
inline constexpr EnumNames<Dimension, 3> dimension_names{{"outputs", "inputs", "samples"}};
inline constexpr std::size_t dimension_count = dimension_names.size();
inline constexpr std::size_t tensor_count = tensor_names.size();
inline constexpr std::size_t operation_count = operation_names.size();

[[nodiscard]] constexpr std::string_view name_of(Phase phase) { return phase_names[phase]; }
[[nodiscard]] constexpr std::string_view name_of(Tensor tensor) { return tensor_names[tensor]; }
[[nodiscard]] constexpr std::string_view name_of(Dimension dimension) { return dimension_names[dimension]; }
/// The index of a dimension in an array with one element for each dimension.
[[nodiscard]] constexpr std::size_t position_of(Dimension dimension) { return static_cast<std::size_t>(dimension); }
[[nodiscard]] constexpr std::string_view name_of(Operation operation) { return operation_names[operation]; }

/// How often one lane performs each operation, indexed by Operation.
using OperationCounts = std::array<std::uint64_t, operation_count>;

[[nodiscard]] constexpr std::uint64_t& count_of(OperationCounts& counts, Operation operation)
{
    return counts[static_cast<std::size_t>(operation)];
}
[[nodiscard]] constexpr std::uint64_t count_of(const OperationCounts& counts, Operation operation)
{
    return counts[static_cast<std::size_t>(operation)];
}
[[nodiscard]] constexpr OperationCounts operator+(OperationCounts a, const OperationCounts& b)
{
    for (std::size_t i = 0; i < operation_count; ++i) a[i] += b[i];
    return a;
}

/// Tells several arrays of the same tensor of a layer apart, each with a home and a stream of its own. Placement,
/// tables and JSON name only the tensor.
enum class TensorArray : std::uint8_t {
    whole,              ///< the only array; for activation: of this step
    previous_step,      ///< for activation: of the step before
    of_weights,         ///< for gradient and optimizer_state: of the weights; the first state where there are two
    of_biases,          ///< the same for the biases
    second_of_weights,  ///< for optimizer_state: the second moment of the weights
    second_of_biases    ///< the same for the biases
};

/// Part of an array whose first rows lie on chip and whose other rows lie off chip.
enum class TensorRows : std::uint8_t { all, first, others };

/// One array of a tensor of one layer. `layer` is the 1-based index l; activation 0 is the features.
struct TensorId {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;
    TensorArray array = TensorArray::whole;
    TensorRows rows = TensorRows::all;

    /// The whole array to which these rows belong.
    [[nodiscard]] TensorId all_rows() const { return {tensor, layer, array}; }

    friend auto operator<=>(const TensorId&, const TensorId&) = default;
};

}  // namespace deltasim
