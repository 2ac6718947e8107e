// SPDX-License-Identifier: MIT
#include "schedule/operand_tally.hpp"

#include "core/checked.hpp"

namespace deltasim::schedule
{

void OperandTally::add_reads(const OperandKey& key, std::uint64_t reads)
{
    if (reads == 0) return;
    ReadsWrites& entry = entries_[key];
    entry.reads = checked_add(entry.reads, reads);
}

void OperandTally::add_writes(const OperandKey& key, std::uint64_t writes)
{
    if (writes == 0) return;
    ReadsWrites& entry = entries_[key];
    entry.writes = checked_add(entry.writes, writes);
}

void OperandTally::add_step(const LoopNest& nest, const Step& step, std::uint64_t executions)
{
    const std::uint64_t words = checked_multiply(executions, step.lanes);
    for (const Operand& operand : step.operands) {
        const Stream& stream = nest.streams[operand.stream];
        const OperandKey key{nest.phase, nest.layer, stream.tensor.tensor};
        if (stream.direction == Direction::read) {
            add_reads(key, words);
        } else {
            add_writes(key, words);
        }
    }
}

std::uint64_t OperandTally::total() const
{
    std::uint64_t total = 0;
    for (const auto& [key, entry] : entries_) total = checked_add(total, checked_add(entry.reads, entry.writes));
    return total;
}

}  // namespace deltasim::schedule
