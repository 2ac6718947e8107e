// SPDX-License-Identifier: MIT
#include "machine/processor.hpp"

namespace deltasim::machine
{

std::vector<std::uint64_t> ProcessorConfig::clock_rates_hz() const
{
    std::vector<std::uint64_t> rates{pe_array.clock_hz, controller.clock_hz, engine_clock_hz()};
    for (const OnChipMemoryConfig& memory : memories) rates.push_back(memory.clock_hz);
    if (dram) rates.push_back(dram->clock_hz());
    return rates;
}

}  // namespace deltasim::machine
