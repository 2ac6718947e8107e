// SPDX-License-Identifier: MIT
#include "config/readers/dma_reader.hpp"

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::uint64_t most_channels = 4096;
constexpr std::uint64_t most_burst_bytes = 8192;

}  // namespace

machine::DmaConfig read_dma(const Value& value)
{
    machine::DmaConfig dma;
    MappingReader reader(value);
    reader.optional("clock_mhz", dma.clock_hz, Megahertz{},
                    "its clock: at most one burst begins in each; default: the controller's");
    reader.optional("channels", dma.channels, Whole{1, most_channels}, "most bursts in flight at a time");
    reader.optional("burst_bytes", dma.burst_bytes, Whole{4, most_burst_bytes}, "bytes of a burst");
    reader.finish();
    return dma;
}

}  // namespace deltasim::config
