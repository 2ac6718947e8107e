// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// What a chip takes of silicon, as far as a cost table says.

namespace deltasim::energy
{

/// Of all lanes and on-chip memories, in square millimetres: each memory as large as the row that prices it, each lane
/// as the largest in which this run multiplies. Registers, wires, control and the DRAM are left out. Nothing where the
/// table lacks a figure, or the processor is no array of lanes but cores.
[[nodiscard]] std::optional<double> chip_area_mm2(const OperationsByPrecision& operations,
                                                  const machine::ProcessorConfig& processor,
                                                  const machine::CostTable& costs);

}  // namespace deltasim::energy
