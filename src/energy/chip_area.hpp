// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// The silicon area of a chip, as far as a cost table gives it.

namespace deltasim::energy
{

/// The area of all lanes and on-chip memories, in square millimetres. Each memory has the area of the row that prices
/// it; each lane has the largest area over the precisions in which this run multiplies. Registers, wires, control and
/// the DRAM are left out. Nothing where the table lacks a figure, or where the processor has cores instead of an array
/// of lanes.
[[nodiscard]] std::optional<double> chip_area_mm2(const OperationsByPrecision& operations,
                                                  const machine::ProcessorConfig& processor,
                                                  const machine::CostTable& costs);

}  // namespace deltasim::energy
