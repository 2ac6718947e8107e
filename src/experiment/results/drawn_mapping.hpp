// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_parts.hpp"
#include "mapping/drawing.hpp"

// The loops of a run in the order of its mapping, with what each level keeps.

namespace deltasim::experiment
{

template <>
struct NamesOf<Dimension> {
    static constexpr const auto& names = dimension_names;
};

template <>
struct Fields<mapping::DrawnLoop> {
    static constexpr auto list =
        fields(field("dimension", &mapping::DrawnLoop::dimension, "loop", "", "outputs, inputs or samples"),
               field("count", &mapping::DrawnLoop::count, "times", "", "in a whole tile outside"),
               field("tile", &mapping::DrawnLoop::tile, "tile", "", "indices of a whole tile inside"));
};

template <>
struct Fields<mapping::DrawnTile> {
    static constexpr auto list =
        fields(field("tensor", &mapping::DrawnTile::tensor, "tensor", "", "that a tile is of"),
               field("layer", &mapping::DrawnTile::layer, "layer", "", "of the tensor"),
               field("words", &mapping::DrawnTile::words, "tile", "words", "a whole one"),
               field("bytes", &mapping::DrawnTile::bytes, "a buffer", "B", "of a whole tile, padding aside"),
               field("buffers", &mapping::DrawnTile::buffers, "buffers", "", "2: the next is filled meanwhile"),
               field("words_entered", &mapping::DrawnTile::words_entered, "entered", "words",
                     "of all tiles that took their place, by formula: brought where they are read"));
};

template <>
struct Fields<mapping::DrawnLevel> {
    static constexpr auto list =
        fields(field("memory", &mapping::DrawnLevel::memory, "memory", "", "on the way to the array"),
               field("tiles", &mapping::DrawnLevel::tiles, "tiles", "", "that it keeps of tensors from further out"),
               field("loops", &mapping::DrawnLevel::loops, "loops", "", "over what lies inside, the outermost first"));
};

template <>
struct Fields<mapping::DrawnSide> {
    static constexpr auto list = fields(
        field("dimension", &mapping::DrawnSide::dimension, "loop", "", "that runs along the lanes; null: a single one"),
        field("lanes", &mapping::DrawnSide::lanes, "lanes", "", "that a whole step covers"));
};

template <>
struct Fields<mapping::DrawnStage> {
    static constexpr auto list =
        fields(field("levels", &mapping::DrawnStage::levels, "levels", "", "the outermost first"),
               field("rows", &mapping::DrawnStage::rows, "rows", "", "of lanes"),
               field("columns", &mapping::DrawnStage::columns, "columns", "", "of lanes"),
               field("shared_loops", &mapping::DrawnStage::shared_loops, "shared loops", "",
                     "outer loops that it has together with the stage before, in turn with it; null: it comes "
                     "after that stage"));
};

template <>
struct Fields<mapping::DrawnNest> {
    static constexpr auto list =
        fields(field("phase", &mapping::DrawnNest::phase, "phase", "", "of the training step"),
               field("layer", &mapping::DrawnNest::layer, "layer", "", "that is worked on, counted from 1"),
               field("stages", &mapping::DrawnNest::stages, "stages", "",
                     "one after the other; none where the phase streams"));
};

}  // namespace deltasim::experiment
