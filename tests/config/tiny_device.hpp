// SPDX-License-Identifier: MIT
#pragma once

// The file of a small DRAM device, which tests alter.

namespace deltasim::test
{

inline constexpr const char* tiny_device = R"(standard: DDR4
clock_mhz: 1200
organization:
  ranks: 1
  bank_groups: 2
  banks_per_group: 2
  rows: 16
  columns: 64
  device_width_bits: 8
  channel_width_bits: 64
  burst_length: 8
mapping: [row, rank, bank, column, bank_group]
timing_cycles: {CL: 17, CWL: 12, tRCD: 17, tREFI: 9360, tRFC: 420}
rules:
  - {scope: bank, preceding: activate, following: read, delay: tRCD}
  - {scope: rank, preceding: read, following: write, delay: CL + burst - CWL}
  - {scope: rank, preceding: read, following: read, delay: 4}
  - {scope: rank, preceding: write, following: write, delay: 6}
  - {scope: rank, preceding: activate, following: activate, delay: 20, window: 4}
)";

}  // namespace deltasim::test
