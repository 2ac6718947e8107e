// SPDX-License-Identifier: MIT
#pragma once

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// The lowest price of a single bit in each place, and of a second, in the unit of the cost table. Energy is linear in
// counts and time, so its lower bounds are, too. energy::price computes each of these prices.

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
