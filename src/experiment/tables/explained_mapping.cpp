// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "report/readable.hpp"

// Of an explanation: the loops of each phase as they run, drawn as text.

namespace deltasim::experiment
{

namespace
{

using report::readable;
using report::Table;

/// A line inside of so many loops.
std::string indented(std::size_t loops, const std::string& line)
{
    std::string bars;
    for (std::size_t i = 0; i < loops; ++i) bars += "| ";
    return bars + line;
}

std::string tile_text(const std::string& memory, const mapping::DrawnTile& tile)
{
    return fmt::format("{} keeps {}[{}]: {} words, {} bytes{}", memory, name_of(tile.tensor), tile.layer,
                       readable(tile.words), readable(tile.bytes),
                       tile.buffers > 1 ? fmt::format(" in each of {} buffers", tile.buffers) : "");
}

std::string side_text(const mapping::DrawnSide& side, const char* direction)
{
    if (!side.dimension) return fmt::format("1 {}", direction);
    return fmt::format("{} {}{} along {}", readable(side.lanes), direction, side.lanes == 1 ? "" : "s",
                       name_of(*side.dimension));
}

void draw(std::vector<std::string>& lines, const mapping::DrawnStage& stage)
{
    std::size_t loops = 0;
    for (const mapping::DrawnLevel& level : stage.levels) {
        for (const mapping::DrawnTile& tile : level.tiles)
            lines.push_back(indented(loops, tile_text(level.memory, tile)));
        for (const mapping::DrawnLoop& loop : level.loops) {
            lines.push_back(indented(loops, fmt::format("for {}: {} x {}, from {}", name_of(loop.dimension),
                                                        readable(loop.count), readable(loop.tile), level.memory)));
            loops += 1;
        }
    }
    lines.push_back(indented(
        loops, fmt::format("array: {}, {}", side_text(stage.rows, "row"), side_text(stage.columns, "column"))));
}

/// A line a boundary.
void draw_crossings(std::vector<std::string>& lines, const std::vector<CrossingRow>& crossings)
{
    for (const CrossingRow& crossing : crossings) {
        lines.push_back(fmt::format("{} -> {}: {} words of {}", crossing.from, crossing.to, readable(crossing.words),
                                    name_of(crossing.tensor)));
    }
}

}  // namespace

void add_mapping_section(std::vector<Table>& tables, const Explanation& e)
{
    if (e.mapping.empty()) return;
    const bool maps =
        std::any_of(e.mapping.begin(), e.mapping.end(), [](const ExplainedPhase& phase) { return !phase.streams; });
    if (!maps) {
        add_section(tables, "How the loops run",
                    {"All phases stream: every tensor comes from its home for every use, lanes in one row."});
        return;
    }
    add_section(tables, "How the loops run",
                {"The outermost loop comes first, each with how often it runs and the size of its tiles.",
                 "Below the loops are the words that went from place to place."});
    for (const ExplainedPhase& phase : e.mapping) {
        std::vector<std::string> lines;
        if (phase.streams) lines.emplace_back("It streams: every tensor comes from its home for every use.");
        for (std::size_t s = 0; s < phase.stages.size(); ++s) {
            if (phase.stages.size() > 1) lines.push_back(fmt::format("part {} of {}:", s + 1, phase.stages.size()));
            draw(lines, phase.stages[s]);
        }
        draw_crossings(lines, phase.crossings);
        add_section(tables, fmt::format("{}, layer {}", name_of(phase.phase), phase.layer), std::move(lines));
    }
}

}  // namespace deltasim::experiment
