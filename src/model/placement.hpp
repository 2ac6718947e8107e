// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "model/tensor_precisions.hpp"

// Where each tensor lives: its home memory and its address there.

namespace deltasim::model
{

/// A memory, with what placement needs to know of it.
struct MemorySpace {
    std::string name;
    std::uint64_t capacity_bytes = 0;
    /// A tensor starts at a multiple of this: a line, or a row in all banks of a DRAM.
    std::uint64_t alignment_bytes = 1;
    bool on_chip = true;
    std::vector<Tensor> holds{};  ///< tensors that are placed here unless told otherwise; empty: any tensor
    /// Addresses this far apart are in the same bank; for on-chip memories whose neighbouring lines are in different
    /// banks.
    std::uint64_t round_bytes = 1;
    double latency_seconds = 0.0;  ///< from a request to its word, without any conflict
    bool tiles_only = false;       ///< no tensor has its home there

    [[nodiscard]] bool is_for(Tensor tensor) const;
};

/// The place where a tensor begins.
struct Home {
    std::size_t memory = 0;  ///< index into the memory spaces
    Bytes address{0};
    std::uint64_t words_before = 0;  ///< words of the array in its other part: the first rows

    friend bool operator==(const Home&, const Home&) = default;
};

using Placement = std::map<TensorId, Home>;

/// Number of words of each array.
using TensorWords = std::map<TensorId, std::uint64_t>;

/// There is no room for a tensor.
class PlacementError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Explicit homes: names of memories by tensor (`weight`) or by tensor of a layer (`weight[2]`), which takes
/// precedence.
using ExplicitHomes = std::map<std::string, std::string>;

/// True if there is an explicit home for an array or its tensor.
[[nodiscard]] bool has_explicit_home(TensorId tensor, const ExplicitHomes& homes);

/// Gives every array of `tensors` its home; words have the tensor's precision. Arrays with an explicit home come first.
/// The others fill the on-chip memories in this order: targets, deltas, activations (and preactivations), biases,
/// optimizer states and gradients of biases, then weights, master weights, optimizer states and gradients of weights;
/// each of these from the last layer to the first. Arrays that do not fit, or that no on-chip memory accepts, go off
/// chip. Throws PlacementError, which says how many bytes are missing, and OverflowError.
[[nodiscard]] Placement place(const TensorWords& tensors, const TensorPrecisions& precisions,
                              const std::vector<MemorySpace>& memories, const ExplicitHomes& explicit_homes);

/// The rows of an array, and where it may be split.
struct RowsOfArray {
    std::uint64_t rows = 1;
    std::uint64_t row_words = 1;  ///< words from one row to the next
    std::uint64_t granule = 1;    ///< rows: the array may be split at multiples of this
};

/// Gives free room on chip to the first rows of arrays that lie off chip and are among `cuttable`, in the order in
/// which place() fills memories. An array gets as many rows as fit into the memory with the most room that accepts it,
/// if these are at least one row in 16. The placement then has two entries for the array, `first` and `others`.
void place_first_rows(const std::map<TensorId, RowsOfArray>& cuttable, const TensorPrecisions& precisions,
                      const std::vector<MemorySpace>& memories, const TensorWords& words, Placement& placement);

}  // namespace deltasim::model
