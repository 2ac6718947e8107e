// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_parts.hpp"
#include "mapping/drawing.hpp"

// The loops of a run as its mapping runs them, with what each level keeps.

namespace deltasim::experiment
{

struct LoopRow {
    Dimension dimension = Dimension::outputs;
    std::uint64_t count = 1;
    std::uint64_t tile = 1;
};

struct TileRow {
    Tensor tensor = Tensor::weight;
    std::uint32_t layer = 0;
    std::uint64_t words = 0;
    std::uint64_t bytes = 0;
    std::uint64_t buffers = 1;
    std::uint64_t words_entered = 0;
};

struct LevelRow {
    std::string memory;
    std::vector<TileRow> tiles;
    std::vector<LoopRow> loops;
};

struct SideRow {
    std::optional<Dimension> dimension;
    std::uint64_t lanes = 1;
};

struct StageRow {
    std::vector<LevelRow> levels;
    SideRow rows;
    SideRow columns;
};

struct NestRow {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    std::vector<StageRow> stages;
};

template <>
struct NamesOf<Dimension> {
    static constexpr const auto& names = dimension_names;
};

template <>
struct Fields<LoopRow> {
    static constexpr auto list =
        std::tuple{field("dimension", &LoopRow::dimension, "loop", "", "outputs, inputs or samples"),
                   field("count", &LoopRow::count, "times", "", "in a whole tile outside"),
                   field("tile", &LoopRow::tile, "tile", "", "indices of a whole tile inside")};
};

template <>
struct Fields<TileRow> {
    static constexpr auto list =
        std::tuple{field("tensor", &TileRow::tensor, "tensor", "", "that a tile is of"),
                   field("layer", &TileRow::layer, "layer", "", "of the tensor"),
                   field("words", &TileRow::words, "tile", "words", "a whole one"),
                   field("bytes", &TileRow::bytes, "a buffer", "B", "of a whole tile, padding aside"),
                   field("buffers", &TileRow::buffers, "buffers", "", "2: the next is brought meanwhile"),
                   field("words_entered", &TileRow::words_entered, "entered", "words",
                         "of all tiles that took their place, by formula: brought where they are read")};
};

template <>
struct Fields<LevelRow> {
    static constexpr auto list =
        std::tuple{field("memory", &LevelRow::memory, "memory", "", "on the way to the array"),
                   field("tiles", &LevelRow::tiles, "tiles", "", "that it keeps of tensors from further out"),
                   field("loops", &LevelRow::loops, "loops", "", "over what lies inside, the outermost first")};
};

template <>
struct Fields<SideRow> {
    static constexpr auto list =
        std::tuple{field("dimension", &SideRow::dimension, "loop", "", "that runs along the lanes; null: a single one"),
                   field("lanes", &SideRow::lanes, "lanes", "", "that a whole step covers")};
};

template <>
struct Fields<StageRow> {
    static constexpr auto list = std::tuple{field("levels", &StageRow::levels, "levels", "", "the outermost first"),
                                            field("rows", &StageRow::rows, "rows", "", "of lanes"),
                                            field("columns", &StageRow::columns, "columns", "", "of lanes")};
};

template <>
struct Fields<NestRow> {
    static constexpr auto list = std::tuple{
        field("phase", &NestRow::phase, "phase", "", "of the training step"),
        field("layer", &NestRow::layer, "layer", "", "that is worked on, counted from 1"),
        field("stages", &NestRow::stages, "stages", "", "one after the other; none where the phase streams")};
};

[[nodiscard]] std::vector<NestRow> nest_rows(const std::vector<mapping::DrawnNest>& drawing);

}  // namespace deltasim::experiment
