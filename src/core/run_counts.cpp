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

OperationCounts total(const OperationsByPrecision& operations)
{
    OperationCounts sum{};
    for (const OperationCounts& of_precision : operations) {
        for (std::size_t i = 0; i < operation_count; ++i) sum[i] = checked_add(sum[i], of_precision[i]);
    }
    return sum;
}

std::uint64_t register_file_bits(const OperationsByPrecision& operations)
{
    constexpr OperationCounts words{2, 0, 3, 3, 2, 3};
    constexpr OperationCounts sums{2, 3, 0, 0, 0, 0};
    std::uint64_t bits = 0;
    for (std::size_t p = 0; p < precision_count; ++p) {
        const auto precision = static_cast<Precision>(p);
        for (std::size_t i = 0; i < operation_count; ++i) {
            const std::uint64_t each = words[i] * bits_of(precision) + sums[i] * sum_bits(precision);
            bits = checked_add(bits, checked_multiply(operations[p][i], each));
        }
    }
    return bits;
}

}  // namespace deltasim
