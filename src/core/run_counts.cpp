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

std::uint64_t RunCounts::zero_tests() const
{
    std::uint64_t tests = 0;
    for (const PhaseSkips& phase : skips) tests = checked_add(tests, phase.tests);
    return tests;
}

std::uint64_t RunCounts::passed_steps() const
{
    std::uint64_t steps = 0;
    for (const PhaseSkips& phase : skips) steps = checked_add(steps, phase.steps);
    return steps;
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

void DramCounts::add_up()
{
    const auto sum = [](const auto& parts, auto member) {
        std::uint64_t total = 0;
        for (const auto& part : parts) total = checked_add(total, part.*member);
        return total;
    };
    refreshes = sum(ranks, &DramRankCounts::refreshes);
    rank_active_cycles = sum(ranks, &DramRankCounts::active_cycles);
    bank_active_cycles = sum(ranks, &DramRankCounts::bank_active_cycles);
    bank_refresh_only_cycles = sum(ranks, &DramRankCounts::bank_refresh_only_cycles);
    idle = {};
    for (const DramRankCounts& rank : ranks) {
        idle.active_power_down = checked_add(idle.active_power_down, rank.idle.active_power_down);
        idle.precharged_power_down = checked_add(idle.precharged_power_down, rank.idle.precharged_power_down);
        idle.self_refresh = checked_add(idle.self_refresh, rank.idle.self_refresh);
    }
    activates = sum(banks, &DramBankCounts::activates);
    precharges = sum(banks, &DramBankCounts::precharges);
    reads = sum(banks, &DramBankCounts::reads);
    writes = sum(banks, &DramBankCounts::writes);
    bank_refreshes = sum(banks, &DramBankCounts::bank_refreshes);
    row_conflicts = sum(banks, &DramBankCounts::row_conflicts);
}

}  // namespace deltasim
