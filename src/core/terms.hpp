// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The field's terms that every room shares: phases of a training step, tensors of the head, directions of an
// access, operations of a lane. Their names here are their names in YAML, tables and JSON.

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
    partial_sum  ///< sums that a mapping takes out of the lanes before they are whole
};
enum class Direction : std::uint8_t { read, write };
/// Loops over a layer: rows of W, columns of W, samples of the batch.
enum class Dimension : std::uint8_t { outputs, inputs, samples };
enum class Operation : std::uint8_t { mac, add, multiply, divide, exponential, compare };

inline constexpr std::array<std::string_view, 4> phase_names{"forward", "delta", "gradient", "update"};
inline constexpr std::array<std::string_view, 10> tensor_names{
    "weight", "bias",     "activation",      "preactivation", "target",
    "delta",  "gradient", "optimizer_state", "master_weight", "partial_sum"};
inline constexpr std::array<std::string_view, 6> operation_names{"mac",    "add",         "multiply",
                                                                 "divide", "exponential", "compare"};
inline constexpr std::array<std::string_view, 3> dimension_names{"outputs", "inputs", "samples"};
inline constexpr std::size_t dimension_count = dimension_names.size();
inline constexpr std::size_t tensor_count = tensor_names.size();
inline constexpr std::size_t operation_count = operation_names.size();

[[nodiscard]] constexpr std::string_view name_of(Phase phase) { return phase_names[static_cast<std::size_t>(phase)]; }
[[nodiscard]] constexpr std::string_view name_of(Tensor tensor)
{
    return tensor_names[static_cast<std::size_t>(tensor)];
}
[[nodiscard]] constexpr std::string_view name_of(Dimension dimension)
{
    return dimension_names[static_cast<std::size_t>(dimension)];
}
/// Of what there is a number for each dimension: where this one's is.
[[nodiscard]] constexpr std::size_t position_of(Dimension dimension) { return static_cast<std::size_t>(dimension); }
[[nodiscard]] constexpr std::string_view name_of(Operation operation)
{
    return operation_names[static_cast<std::size_t>(operation)];
}

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

/// Which of several arrays of one tensor of one layer, each with a home and a stream of its own. Placement, tables and
/// JSON speak of the tensor alone.
enum class TensorArray : std::uint8_t {
    whole,              ///< the only one; activation: of this step
    previous_step,      ///< activation: of the step before
    of_weights,         ///< gradient and optimizer_state: of the weights; of states the first
    of_biases,          ///< and of the biases
    second_of_weights,  ///< optimizer_state: the second moment of the weights
    second_of_biases    ///< and of the biases
};

/// Which rows of an array that lies in two places: the first ones on chip, the others off chip.
enum class TensorRows : std::uint8_t { all, first, others };

/// One array of a tensor of one layer. `layer` is the 1-based index l; activation 0 is the features.
struct TensorId {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;
    TensorArray array = TensorArray::whole;
    TensorRows rows = TensorRows::all;

    /// The array that these rows are of.
    [[nodiscard]] TensorId all_rows() const { return {tensor, layer, array}; }

    friend auto operator<=>(const TensorId&, const TensorId&) = default;
};

}  // namespace deltasim
