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

/// A memory as placement sees it.
struct MemorySpace {
    std::string name;
    std::uint64_t capacity_bytes = 0;
    std::uint64_t alignment_bytes = 1;  ///< a tensor starts on a multiple: a line, or a DRAM row of all banks
    bool on_chip = true;
    std::vector<Tensor> holds{};    ///< what is put there unless it is told otherwise; empty: anything
    std::uint64_t round_bytes = 1;  ///< addresses this far apart lie in one bank; on chip, where neighbours do not
    double latency_seconds = 0.0;   ///< from a request to its word, where nothing is in its way
    bool tiles_only = false;        ///< no tensor has its home there

    [[nodiscard]] bool is_for(Tensor tensor) const;
};

/// Where a tensor begins.
struct Home {
    std::size_t memory = 0;  ///< index into the memory spaces
    Bytes address{0};
    std::uint64_t words_before = 0;  ///< of the array, which lie elsewhere: its first rows

    friend bool operator==(const Home&, const Home&) = default;
};

using Placement = std::map<TensorId, Home>;

/// Number of words of each array.
using TensorWords = std::map<TensorId, std::uint64_t>;

/// A tensor that has no room.
class PlacementError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Explicit homes: memory name by tensor (`weight`) or by tensor of a layer (`weight[2]`), the latter first.
using ExplicitHomes = std::map<std::string, std::string>;

/// Whether an array, or its tensor, is among them.
[[nodiscard]] bool has_explicit_home(TensorId tensor, const ExplicitHomes& homes);

/// Gives every array of `tensors`, its words of the tensor's precision, its home. Those with an explicit home come
/// first; the others fill the on-chip memories, in their order, with targets, deltas, activations (and preactivations),
/// biases, optimizer states and gradients of biases, then weights, master weights, optimizer states and gradients of
/// weights, each layer by layer from the output; what does not fit, or none of them is for, goes off chip. Throws
/// PlacementError, which says how many bytes are missing, and OverflowError.
[[nodiscard]] Placement place(const TensorWords& tensors, const TensorPrecisions& precisions,
                              const std::vector<MemorySpace>& memories, const ExplicitHomes& explicit_homes);

/// The rows of an array, and where it may be cut.
struct RowsOfArray {
    std::uint64_t rows = 1;
    std::uint64_t row_words = 1;  ///< from row to row
    std::uint64_t granule = 1;    ///< rows: it is cut at multiples of it
};

/// Gives what is left on chip to first rows of arrays that lie off chip and are among `cuttable`, in the order in which
/// place() fills memories: as many rows as the roomiest memory that is for them takes, if that is at least one in 16.
/// Such an array is two in the placement then, `first` and `others`.
void place_first_rows(const std::map<TensorId, RowsOfArray>& cuttable, const TensorPrecisions& precisions,
                      const std::vector<MemorySpace>& memories, const TensorWords& words, Placement& placement);

}  // namespace deltasim::model
