// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "mapping/stage_plan.hpp"
#include "model/reference_step.hpp"

// A training step under a mapping: which of its nests are mapped and how, where its tensors and tiles lie, and the
// program that the machine runs.

namespace deltasim::mapping
{

struct MappedProgram {
    schedule::Program program;
    model::Placement placement;
    /// How each nest runs; nothing: it streams.
    std::vector<std::optional<model::NestMapping>> nests;
    /// The order of the sums of a layer's rows, for those samples whose nest is mapped.
    std::map<std::pair<std::uint32_t, std::uint64_t>, model::SumOrder> sum_orders;
    std::vector<std::uint64_t> tile_bytes;  ///< by memory: what tiles take of it
    schedule::RowSplits splits;             ///< of arrays whose first rows lie on chip
};

struct MappingTask {
    const schedule::Program& streaming;
    const schedule::Program& unmapped;  ///< the same nests
    const model::MappingConfig& mapping;
    const machine::PeArrayConfig& array;
    const std::vector<model::MemorySpace>& spaces;
    const model::TensorPrecisions& precisions;
    const model::ExplicitHomes& homes;
    std::uint64_t burst_bytes = 64;
    /// Arrays with a row for each output: their first rows may lie on chip where not all have room.
    std::map<TensorId, model::RowsOfArray> rows{};
};

/// By what a mapping of the nest is said.
[[nodiscard]] model::MappedLoops mapped_loops(const std::vector<schedule::LoopNest>& nests, std::size_t n);

/// Maps a program. Throws MappingError, model::PlacementError, OverflowError.
[[nodiscard]] MappedProgram map_program(const MappingTask& task);

}  // namespace deltasim::mapping
