// SPDX-License-Identifier: MIT
#include "core/run_counts.hpp"

#include "core/checked.hpp"

namespace deltasim
{

ReadsWrites MemoryCounts::total() const
{
    ReadsWrites sum;
    for (const ReadsWrites& accesses : by_tensor) {
        sum.reads = checked_add(sum.reads, accesses.reads);
        sum.writes = checked_add(sum.writes, accesses.writes);
    }
    return sum;
}

std::uint64_t MemoryCounts::bits_read() const { return checked_multiply(total().reads, access_bits); }

std::uint64_t MemoryCounts::bits_written() const { return checked_multiply(total().writes, access_bits); }

ReadsWrites register_file_accesses(const OperationCounts& operations)
{
    constexpr OperationCounts operands_read{3, 2, 2, 2, 1, 2};
    ReadsWrites accesses;
    for (std::size_t i = 0; i < operation_count; ++i) {
        accesses.reads = checked_add(accesses.reads, checked_multiply(operations[i], operands_read[i]));
        accesses.writes = checked_add(accesses.writes, operations[i]);
    }
    return accesses;
}

}  // namespace deltasim
