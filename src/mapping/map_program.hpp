// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "mapping/drawing.hpp"
#include "mapping/nest_plan.hpp"
#include "mapping/sum_order.hpp"

// A training step under a mapping: which nests are mapped and how, where tensors and tiles lie, and the program that
// the machine runs.

namespace deltasim::mapping
{

struct MappedProgram {
    schedule::Program program;  ///< where a pair of the schedule's nests runs as one (nest_plan.hpp), one nest
    model::Placement placement;
    std::vector<model::MappedLoops> loops;  ///< by nest of the schedule
    /// The mapping of each nest of the schedule; nothing: the nest streams.
    std::vector<std::optional<model::NestMapping>> nests;
    bool pairs = true;               ///< nests that can run as a pair do; false where their tiles have no room
    std::vector<DrawnNest> drawing;  ///< by nest of the program
    std::map<std::uint32_t, std::vector<OrderedSums>> sum_orders;  ///< by layer, for samples whose nest is mapped
    std::vector<std::uint64_t> tile_bytes;                         ///< bytes that tiles take, by memory
    schedule::RowSplits splits;                                    ///< for arrays whose first rows lie on chip
};

struct MappingTask {
    const schedule::Program& streaming;
    const schedule::Program& unmapped;  ///< a program with the same nests
    const model::MappingConfig& mapping;
    const machine::PeArrayConfig& array;
    const std::vector<model::MemorySpace>& spaces;
    const model::TensorPrecisions& precisions;
    const model::ExplicitHomes& homes;
    std::uint64_t burst_bytes = 64;
    /// Arrays with one row for each output: the first rows may lie on chip where there is no room for all.
    std::map<TensorId, model::RowsOfArray> rows{};
};

/// By nest: the name under which its mapping is given.
[[nodiscard]] std::vector<model::MappedLoops> mapped_loops(const std::vector<schedule::LoopNest>& nests);

/// Maps a program. Throws MappingError, model::PlacementError, OverflowError.
[[nodiscard]] MappedProgram map_program(const MappingTask& task);

}  // namespace deltasim::mapping
