// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/enum_names.hpp"
#include "core/terms.hpp"

// How a machine runs the loops of a phase (its dataflow): the order and the tiles of the loops, the loops that run
// along the rows and columns of the array, and the words that each memory keeps. The terms are Timeloop's.

namespace deltasim::model
{

/// A number for each dimension.
using Extents = std::array<std::uint64_t, dimension_count>;
/// All three dimensions, the outermost loop first.
using LoopOrder = std::array<Dimension, dimension_count>;

/// A memory between DRAM and array.
struct MappingLevel {
    std::string memory;
    Extents tile{};              ///< size of the tile that lies there; 0: as large as in the level outside
    std::vector<Tensor> keep{};  ///< tensors whose tile it holds, if their home is further out
    std::uint64_t buffers = 1;
    /// In which the tiles inside follow one another.
    LoopOrder order{Dimension::samples, Dimension::outputs, Dimension::inputs};

    friend bool operator==(const MappingLevel&, const MappingLevel&) = default;
};

struct NestMapping {
    std::vector<MappingLevel> levels;  ///< outermost first; the first holds the whole layer
    std::optional<Dimension> rows;     ///< the loop along the rows of the array; nothing: one row
    std::optional<Dimension> columns;

    friend bool operator==(const NestMapping&, const NestMapping&) = default;
};

/// `streaming`: every tensor streams from its home for every use, with the lanes in one row. `automatic`: a fixed rule
/// chooses (see auto_mapping.hpp). `best`: a search chooses for all phases together; nothing can be planned before it
/// has finished.
enum class MappingRule : std::uint8_t { automatic, streaming, best };
inline constexpr EnumNames<MappingRule, 3> mapping_rule_names{{"auto", "streaming", "best"}};
/// Rules that can be given for a single phase.
inline constexpr EnumNames<MappingRule, 2> phase_rule_names{{mapping_rule_names[0], mapping_rule_names[1]}};

using PhaseMapping = std::variant<MappingRule, NestMapping>;

/// The loops to which a mapping belongs.
struct MappedLoops {
    std::uint32_t layer = 1;
    Phase phase = Phase::forward;
    bool first_sample = false;  ///< the pass that a schedule runs for the first sample alone

    friend auto operator<=>(const MappedLoops&, const MappedLoops&) = default;
};

/// `mapping:` of an experiment.
struct MappingConfig {
    static constexpr std::uint32_t every_layer = 0;

    MappingRule otherwise = MappingRule::streaming;
    std::map<MappedLoops, PhaseMapping> own{};  ///< mappings of one layer take precedence over those of all layers

    [[nodiscard]] bool is_to_be_searched() const { return otherwise == MappingRule::best; }
    [[nodiscard]] PhaseMapping of(const MappedLoops& loops) const
    {
        const auto& [layer, phase, first_sample] = loops;
        for (const bool alone : {true, false}) {
            if (alone && !first_sample) continue;
            for (const std::uint32_t of : {layer, every_layer}) {
                if (const auto found = own.find({of, phase, alone}); found != own.end()) return found->second;
            }
        }
        return otherwise;
    }

    friend bool operator==(const MappingConfig&, const MappingConfig&) = default;
};

}  // namespace deltasim::model
