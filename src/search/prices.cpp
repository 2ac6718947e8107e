// SPDX-License-Identifier: MIT
#include "search/prices.hpp"

#include <algorithm>
#include <limits>

#include "energy/energy_report.hpp"

namespace deltasim::search
{

namespace
{

/// Counts in which everything is 0.
RunCounts nothing(const machine::ProcessorConfig& processor)
{
    RunCounts counts;
    counts.lanes = processor.pe_array.lanes;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        MemoryCounts& of = counts.memories.emplace_back();
        of.name = memory.name;
        of.level = machine::on_chip_kind_names[memory.kind];
        of.access_bits = memory.width_bits;
    }
    if (!processor.dram) return counts;
    MemoryCounts& of = counts.memories.emplace_back();
    of.name = "dram";
    of.level = "dram";
    of.access_bits = processor.dram->access_bits();
    counts.dram.emplace();
    return counts;
}

}  // namespace

LeastPrices least_prices(const machine::ProcessorConfig& processor, const machine::CostTable& costs)
{
    const RunCounts none = nothing(processor);
    const double of_nothing = energy::price(none, processor, costs).total().value();
    const auto price = [&](const RunCounts& counts) {
        return energy::price(counts, processor, costs).total().value() - of_nothing;
    };
    LeastPrices prices;
    RunCounts second = none;
    second.time = Seconds(1.0);
    // The DRAM is in its cheapest state: no row is open.
    if (processor.dram) second.dram->cycles = processor.dram->clock_hz();
    prices.second = price(second);
    RunCounts moved = none;
    moved.memories.front().bits_moved = 1;
    prices.array_bit = price(moved);
    prices.on_chip_read = prices.on_chip_write = std::numeric_limits<double>::infinity();
    for (std::size_t m = 0; m < none.memories.size(); ++m) {
        const bool is_dram = none.memories[m].level == "dram";
        const auto bits = static_cast<double>(none.memories[m].access_bits);
        RunCounts read = none;
        read.memories[m].by_tensor.front().reads = 1;
        RunCounts write = none;
        write.memories[m].by_tensor.front().writes = 1;
        if (is_dram) {
            read.dram->reads = 1;
            write.dram->writes = 1;
            prices.dram_read = price(read) / bits;
            prices.dram_write = price(write) / bits;
        } else {
            prices.on_chip_read = std::min(prices.on_chip_read, price(read) / bits);
            prices.on_chip_write = std::min(prices.on_chip_write, price(write) / bits);
        }
    }
    if (processor.memories.empty()) prices.on_chip_read = prices.on_chip_write = 0.0;
    return prices;
}

double price_of(const OperationsByPrecision& operations, const machine::ProcessorConfig& processor,
                const machine::CostTable& costs)
{
    RunCounts counts = nothing(processor);
    counts.operations = operations;
    return energy::price(counts, processor, costs).total().value();
}

}  // namespace deltasim::search
