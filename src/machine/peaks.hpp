// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "machine/processor.hpp"

// The peak rates of a processor: its roofline.

namespace deltasim::machine
{

struct Peaks {
    std::uint64_t lanes = 1;
    double macs_per_second = 0.0;  ///< on all lanes
    std::uint64_t on_chip_bytes = 0;
    std::optional<double> dram_bytes_per_second{};  ///< over the pins of all channels; nothing without a DRAM
    std::optional<double> area_mm2{};               ///< of lanes and on-chip memories, from a cost table
};

[[nodiscard]] Peaks peaks_of(const ProcessorConfig& processor);

}  // namespace deltasim::machine
