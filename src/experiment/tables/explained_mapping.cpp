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

/// A line of a drawing, and the loops around it.
struct Line {
    std::size_t loops = 0;
    std::string text;
    bool is_tile = false;
};

std::vector<Line> lines_of(const mapping::DrawnStage& stage)
{
    std::vector<Line> lines;
    std::size_t loops = 0;
    for (const mapping::DrawnLevel& level : stage.levels) {
        for (const mapping::DrawnTile& tile : level.tiles)
            lines.push_back({loops, tile_text(level.memory, tile), true});
        for (const mapping::DrawnLoop& loop : level.loops) {
            lines.push_back({loops++, fmt::format("for {}: {} x {}, from {}", name_of(loop.dimension),
                                                  readable(loop.count), readable(loop.tile), level.memory)});
        }
    }
    lines.push_back(
        {loops, fmt::format("array: {}, {}", side_text(stage.rows, "row"), side_text(stage.columns, "column"))});
    return lines;
}

void draw(std::vector<std::string>& lines, const mapping::DrawnStage& stage)
{
    for (const Line& line : lines_of(stage)) lines.push_back(indented(line.loops, line.text));
}

/// Two stages with the same outer loops, which are drawn once, with the tiles of both. What is inside comes one after
/// the other.
void draw_together(std::vector<std::string>& lines, const mapping::DrawnStage& first, const mapping::DrawnStage& others)
{
    const std::size_t shared = others.shared_loops.value_or(0);
    const std::vector<Line> both[2]{lines_of(first), lines_of(others)};
    std::size_t next[2]{0, 0};
    for (std::size_t loops = 0; loops <= shared; ++loops) {
        for (std::size_t s = 0; s < 2; ++s) {
            for (; both[s][next[s]].is_tile; ++next[s]) lines.push_back(indented(loops, both[s][next[s]].text));
        }
        if (loops == shared) break;
        lines.push_back(indented(loops, both[0][next[0]++].text));
        ++next[1];
    }
    for (std::size_t s = 0; s < 2; ++s) {
        lines.push_back(indented(shared, s == 0 ? "first sample:" : "then the other samples:"));
        for (std::size_t n = next[s]; n < both[s].size(); ++n)
            lines.push_back(indented(both[s][n].loops + 1, both[s][n].text));
    }
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
        const auto begins_pair = [&](std::size_t s) {
            return s + 1 < phase.stages.size() && phase.stages[s + 1].shared_loops.has_value();
        };
        const auto parts = std::count_if(phase.stages.begin(), phase.stages.end(),
                                         [](const mapping::DrawnStage& stage) { return !stage.shared_loops; });
        for (std::size_t s = 0, part = 1; s < phase.stages.size(); ++s, ++part) {
            if (parts > 1) lines.push_back(fmt::format("part {} of {}:", part, parts));
            if (begins_pair(s)) {
                draw_together(lines, phase.stages[s], phase.stages[s + 1]);
                ++s;
            } else {
                draw(lines, phase.stages[s]);
            }
        }
        draw_crossings(lines, phase.crossings);
        add_section(tables, fmt::format("{}, layer {}", name_of(phase.phase), phase.layer), std::move(lines));
    }
}

}  // namespace deltasim::experiment
