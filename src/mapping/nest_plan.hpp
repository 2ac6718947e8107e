// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/stage_plan.hpp"

// The stages of a nest under a mapping, planned: of one nest of a schedule, or of a pair that runs as one nest of the
// machine.
//
// A pair is the pass of the first samples, which updates the weights, and the pass of the samples after them, which
// reads what was updated. Where both have the same loops over tiles of weights, these loops run once: each tile is
// brought, the first pass updates and uses it, the other pass uses it, and it goes back. So a weight crosses the pins
// once in either direction. What lanes hold must not meet: registers are loaded anew inside a tile of weights, and sums
// leave their accumulators before the other pass works, unless there are accumulators for the sums of both.

namespace deltasim::mapping
{

struct NestPlan {
    struct Part {
        const schedule::LoopNest* nest = nullptr;
        StagePlan plan;
    };
    std::vector<std::vector<Stage>> stages;  ///< what the parts are planned from
    std::vector<Part> parts;                 ///< in the order in which they run
    bool is_pair = false;                    ///< the first two share their outer loops

    NestPlan() = default;
    NestPlan(NestPlan&&) = default;
    NestPlan& operator=(NestPlan&&) = default;
};

/// Plans a nest, which outlives the plan. Throws MappingError.
[[nodiscard]] NestPlan plan_nest(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                 const MappedMachine& machine);

/// True if the second nest has the samples after those of the first one, and reads what the first one writes.
[[nodiscard]] bool may_pair(const schedule::LoopNest& first, const schedule::LoopNest& others);

/// Plans two nests for which may_pair() holds as one. Nothing where their loops or tiles differ, or where one would
/// read a word before the other has written it. Throws MappingError where one of the mappings is impossible.
[[nodiscard]] std::optional<NestPlan> plan_pair(const schedule::LoopNest& first,
                                                const model::NestMapping& first_mapping,
                                                const schedule::LoopNest& others,
                                                const model::NestMapping& others_mapping, const MappedMachine& machine);

/// Bytes of all tiles, by memory. Parts run one after the other and share the room; the two of a pair do not.
[[nodiscard]] std::vector<std::uint64_t> tile_bytes(const NestPlan& nest, const MappedMachine& machine);

/// Bytes that cross the pins, by formula: as tiles change, and as the array takes words without a tile.
[[nodiscard]] double bytes_off_chip(const NestPlan& nest, const MappedMachine& machine);

}  // namespace deltasim::mapping
