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

#include "core/terms.hpp"

// How a machine runs the loops of a phase: in which order and in what tiles, which of them the rows and columns of its
// array take, and which words stay where (DESIGN: dataflow; the terms are Timeloop's).

namespace deltasim::model
{

/// A number by dimension.
using Extents = std::array<std::uint64_t, dimension_count>;
/// All three, the outermost loop first.
using LoopOrder = std::array<Dimension, dimension_count>;

/// A memory on the way to the array.
struct MappingLevel {
    std::string memory;
    Extents tile{};              ///< of the loops, that lies there; 0: as large as in the level outside
    std::vector<Tensor> keep{};  ///< tensors of which it holds the tile, if their home is further out
    std::uint64_t buffers = 1;
    LoopOrder order{Dimension::samples, Dimension::outputs, Dimension::inputs};  ///< in which the tiles inside follow

    friend bool operator==(const MappingLevel&, const MappingLevel&) = default;
};

struct NestMapping {
    std::vector<MappingLevel> levels;  ///< outermost first; the first holds the whole layer
    std::optional<Dimension> rows;     ///< which loop runs along the rows of the array; one row if none
    std::optional<Dimension> columns;

    friend bool operator==(const NestMapping&, const NestMapping&) = default;
};

/// `streaming`: every tensor streams from its home for every use, lanes in one row. `automatic`: a rule says (see
/// auto_mapping.hpp). `best`: a search says, of all phases together; nothing is planned until it has.
enum class MappingRule : std::uint8_t { automatic, streaming, best };
inline constexpr std::array<std::string_view, 3> mapping_rule_names{"auto", "streaming", "best"};
/// Those that a phase can have by itself.
inline constexpr std::array<std::string_view, 2> phase_rule_names{mapping_rule_names[0], mapping_rule_names[1]};

using PhaseMapping = std::variant<MappingRule, NestMapping>;

/// Which loops a mapping is of.
struct MappedLoops {
    std::uint32_t layer = 1;
    Phase phase = Phase::forward;
    bool first_sample = false;  ///< of the pass that a schedule gives the first sample by itself

    friend auto operator<=>(const MappedLoops&, const MappedLoops&) = default;
};

/// `mapping:` of an experiment.
struct MappingConfig {
    static constexpr std::uint32_t every_layer = 0;

    MappingRule otherwise = MappingRule::streaming;
    std::map<MappedLoops, PhaseMapping> own{};  ///< a layer's own come before those of every layer

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
