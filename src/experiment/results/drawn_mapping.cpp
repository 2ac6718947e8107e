// SPDX-License-Identifier: MIT
#include "experiment/results/drawn_mapping.hpp"

namespace deltasim::experiment
{

namespace
{

LevelRow level_row(const mapping::DrawnLevel& level)
{
    LevelRow row{level.memory, {}, {}};
    for (const mapping::DrawnTile& tile : level.tiles) {
        row.tiles.push_back(
            {tile.tensor.tensor, tile.tensor.layer, tile.words, tile.bytes, tile.buffers, tile.words_entered});
    }
    for (const mapping::DrawnLoop& loop : level.loops) row.loops.push_back({loop.dimension, loop.count, loop.tile});
    return row;
}

StageRow stage_row(const mapping::DrawnStage& stage)
{
    StageRow row{{}, {stage.rows.dimension, stage.rows.lanes}, {stage.columns.dimension, stage.columns.lanes}};
    for (const mapping::DrawnLevel& level : stage.levels) row.levels.push_back(level_row(level));
    return row;
}

}  // namespace

std::vector<NestRow> nest_rows(const std::vector<mapping::DrawnNest>& drawing)
{
    std::vector<NestRow> rows;
    for (const mapping::DrawnNest& nest : drawing) {
        NestRow& row = rows.emplace_back(NestRow{nest.phase, nest.layer, {}});
        for (const mapping::DrawnStage& stage : nest.stages) row.stages.push_back(stage_row(stage));
    }
    return rows;
}

}  // namespace deltasim::experiment
