// SPDX-License-Identifier: MIT
#include "schedule/step_work.hpp"

namespace deltasim::schedule
{

std::uint64_t workers_of(const Step& step) { return step.unit == StepUnit::lanes || step.rows > 0 ? step.lanes : 1; }

std::uint64_t words_moved(const LoopNest& nest, const Step& step, const Operand& operand,
                          const machine::PeArrayConfig& array)
{
    const bool written = nest.streams[operand.stream].direction == Direction::write;
    if (operand.held || (step.unit == StepUnit::engine && written)) return 0;
    if (step.rows == 0) return !operand.per_lane && array.operand_broadcast ? 1 : step.lanes;
    const bool rows_share = operand.row_words == 0 && (array.multicast_columns || written);
    const bool columns_share = operand.column_words == 0 && (array.multicast_rows || written);
    return (rows_share ? 1 : step.rows) * (columns_share ? 1 : step.lanes / step.rows);
}

std::size_t memory_of(const LoopNest& nest, const Stream& stream, const model::Placement& placement)
{
    return stream.tile != 0 ? nest.tiles[stream.tile - 1].memory : placement.at(stream.tensor).memory;
}

}  // namespace deltasim::schedule
