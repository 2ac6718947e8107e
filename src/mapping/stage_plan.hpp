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

// Where the words of a stage are under a mapping: the tiles that levels keep, the registers and accumulators of the
// lanes, and at which loop each of them changes. The same plan gives the machine's loops (nest_writer.hpp) and the
// closed forms of the traffic (traffic.hpp).

namespace deltasim::mapping
{

/// A mapping that cannot be; the message says why.
class MappingError : public model::PlacementError
{
public:
    using model::PlacementError::PlacementError;
};

/// A tile of a tensor in an on-chip memory.
struct KeptTile {
    std::size_t memory = 0;                    ///< of the memory spaces
    std::size_t depth = 0;                     ///< loops outside the tile
    std::size_t changes = 0;                   ///< loops outside the place where another takes its place
    model::Extents sizes{};                    ///< of a whole one; 1 along what does not index it
    std::vector<std::uint64_t> chain_strides;  ///< words from index to index within it, of the walk's chain
    model::Extents strides{};
    std::uint64_t words = 0;
    std::uint64_t buffers = 1;
};

/// A tensor and its tiles, outermost first.
struct PlacedWalk {
    Walk walk;
    std::vector<KeptTile> tiles;
};

/// A sum and where it goes when its lanes have others to work on.
struct PlacedSum {
    Sum sum;
    Walk walk;                      ///< of the tensor partial_sum
    std::vector<KeptTile> tiles{};  ///< outermost first
    std::size_t depth = 0;          ///< loops outside what the accumulators hold
    std::size_t changes = 0;
    bool leaves = false;   ///< whether it leaves the lanes before it is whole
    bool reduced = false;  ///< whether the array adds up what several lanes have of it
};

struct StagePlan {
    Stage stage;
    TiledLoops loops;
    std::vector<std::string> memories;  ///< by level
    std::vector<PlacedWalk> walks;
    std::vector<PlacedSum> sums;
    std::size_t rows_dimension = dimension_count;  ///< dimension_count: none
    std::size_t columns_dimension = dimension_count;
};

/// What a mapping is planned for.
struct MappedMachine {
    const machine::PeArrayConfig& array;
    const std::vector<model::MemorySpace>& spaces;
    const model::Placement& placement;  ///< homes; a tensor without one is taken to lie furthest out
    const model::TensorPrecisions& precisions;
    const schedule::RowSplits* splits = nullptr;  ///< of arrays whose first rows lie on chip

    [[nodiscard]] const schedule::RowSplit* split_of(TensorId tensor) const;
};

/// Plans a stage of a nest. Throws MappingError.
[[nodiscard]] StagePlan plan_stage(const schedule::LoopNest& nest, const Stage& stage,
                                   const model::NestMapping& mapping, const MappedMachine& machine);

/// Where the rows of an array may be cut so that no tile has rows of both parts: multiples of this many. Nothing:
/// nowhere.
[[nodiscard]] std::optional<std::uint64_t> rows_together(const schedule::LoopNest& nest,
                                                         const model::NestMapping& mapping,
                                                         const MappedMachine& machine, TensorId tensor,
                                                         std::uint64_t row_words);

/// Bytes from one buffer of a tile to the next: whole rounds of the memory's banks.
[[nodiscard]] std::uint64_t pitch_bytes(const KeptTile& tile, TensorId tensor, const MappedMachine& machine);

/// Bytes of all tiles of a stage, by memory.
[[nodiscard]] std::vector<std::uint64_t> tile_bytes(const StagePlan& plan, const MappedMachine& machine);

/// Bytes of all tiles of the stages of a nest, by memory; stages take turns.
[[nodiscard]] std::vector<std::uint64_t> tile_bytes(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                                    const MappedMachine& machine);

/// An operand that is loaded where it changes, and not by every step: the loops outside its load, which is
/// within the tensor's innermost tile; or nothing.
[[nodiscard]] std::optional<std::size_t> load_depth(const StagePlan& plan, const PointIndex& index,
                                                    const PlacedWalk& placed, std::uint64_t registers);

}  // namespace deltasim::mapping
