// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "machine/processor.hpp"
#include "mapping/walks.hpp"
#include "model/placement.hpp"
#include "schedule/row_split.hpp"

// Where a mapping puts the words of a stage: in tiles, in registers and accumulators of the lanes. It also says at
// which loop each of them changes. The loops of the machine (nest_writer.hpp) and the closed forms of the traffic
// (traffic.hpp) are made from the same plan.

namespace deltasim::mapping
{

/// A mapping that is impossible; the message says why.
class MappingError : public model::PlacementError
{
public:
    using model::PlacementError::PlacementError;
};

/// A tile of a tensor in an on-chip memory.
struct KeptTile {
    std::size_t memory = 0;   ///< index into the memory spaces
    std::size_t depth = 0;    ///< loops outside the tile
    std::size_t changes = 0;  ///< loops outside the point where the next tile replaces this one
    model::Extents sizes{};   ///< of a whole tile; 1 along dimensions that do not index it
    /// Words from one index to the next within the tile, for the loops of the walk's chain.
    std::vector<std::uint64_t> chain_strides;
    model::Extents strides{};
    std::uint64_t words = 0;
    std::uint64_t buffers = 1;
};

/// A tensor with its tiles, outermost first.
struct PlacedWalk {
    Walk walk;
    std::vector<KeptTile> tiles;
};

/// A sum, and where it is kept while its lanes work on others.
struct PlacedSum {
    Sum sum;
    Walk walk;                      ///< with the tensor partial_sum
    std::vector<KeptTile> tiles{};  ///< outermost first
    std::size_t depth = 0;          ///< loops outside the part of the sums that the accumulators hold
    std::size_t changes = 0;
    bool leaves = false;   ///< the sum leaves the lanes before it is complete
    bool reduced = false;  ///< several lanes have parts of it, which the array adds up
};

/// Outer loops inside which the steps of another stage run too, in turn with the steps of this one.
struct SharedLoops {
    std::size_t depth = 0;  ///< the number of these loops
    bool sums_stay = true;  ///< the accumulators have room for the sums of both stages
    /// Tensors whose tiles the other stage fills and drains.
    std::vector<TensorId> lent{};
};

struct StagePlan {
    Stage stage;
    TiledLoops loops;
    SharedLoops shared;
    std::vector<std::string> memories;  ///< by level
    std::vector<PlacedWalk> walks;
    std::vector<PlacedSum> sums;
    std::size_t rows_dimension = dimension_count;  ///< dimension_count: none
    std::size_t columns_dimension = dimension_count;

    /// True if another stage fills and drains the tiles of a tensor.
    [[nodiscard]] bool is_lent(TensorId tensor) const;
};

/// The machine for which a mapping is planned.
struct MappedMachine {
    const machine::PeArrayConfig& array;
    const std::vector<model::MemorySpace>& spaces;
    /// Homes of the tensors; a tensor without one counts as placed in the outermost memory.
    const model::Placement& placement;
    const model::TensorPrecisions& precisions;
    const schedule::RowSplits* splits = nullptr;  ///< for arrays whose first rows lie on chip

    [[nodiscard]] const schedule::RowSplit* split_of(TensorId tensor) const;
};

/// Plans a stage of a nest. `stage` outlives the plan. Throws MappingError.
[[nodiscard]] StagePlan plan_stage(const schedule::LoopNest& nest, const Stage& stage,
                                   const model::NestMapping& mapping, const MappedMachine& machine,
                                   SharedLoops shared = {});

/// The number of rows of which a cut of the array must be a multiple, so that no tile has rows of both parts. Nothing:
/// the array cannot be cut.
[[nodiscard]] std::optional<std::uint64_t> rows_together(const schedule::LoopNest& nest,
                                                         const model::NestMapping& mapping,
                                                         const MappedMachine& machine, TensorId tensor,
                                                         std::uint64_t row_words);

/// Bytes from one buffer of a tile to the next: a multiple of the bytes after which addresses return to the same bank.
[[nodiscard]] std::uint64_t pitch_bytes(const KeptTile& tile, TensorId tensor, const MappedMachine& machine);

/// Bytes of all tiles of a stage, by memory. Tiles that another stage lends are not among them.
[[nodiscard]] std::vector<std::uint64_t> tile_bytes(const StagePlan& plan, const MappedMachine& machine);

/// Bytes of all tiles of a nest, by memory. Stages run one after the other and share the room.
[[nodiscard]] std::vector<std::uint64_t> tile_bytes(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                                    const MappedMachine& machine);

/// For an operand that is loaded into registers only where it changes: the number of loops outside its load, which is
/// within the tensor's innermost tile. Nothing for an operand that every step reads.
[[nodiscard]] std::optional<std::size_t> load_depth(const StagePlan& plan, const PointIndex& index,
                                                    const PlacedWalk& placed, std::uint64_t registers);

}  // namespace deltasim::mapping
