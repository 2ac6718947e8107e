// SPDX-License-Identifier: MIT
#pragma once

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// The lowest price of one of each thing, in the unit of the cost table. Energy is linear in counts and time, and so are
// lower bounds of it. No figure is made up here: each is the price of one thing.

namespace deltasim::search
{

struct LeastPrices {
    double second = 0.0;
    double array_bit = 0.0;     ///< between a memory and the array
    double on_chip_read = 0.0;  ///< for a bit, in the memory where it is cheapest
    double on_chip_write = 0.0;
    double dram_read = 0.0;  ///< for a bit
    double dram_write = 0.0;
};

[[nodiscard]] LeastPrices least_prices(const machine::ProcessorConfig& processor, const machine::CostTable& costs);

/// The price of operations, including their accesses to the register files.
[[nodiscard]] double price_of(const OperationsByPrecision& operations, const machine::ProcessorConfig& processor,
                              const machine::CostTable& costs);

}  // namespace deltasim::search
