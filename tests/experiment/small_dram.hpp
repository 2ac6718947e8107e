// SPDX-License-Identifier: MIT
#pragma once

#include "rooms.hpp"

// The file of a small DRAM: 32 KiB at 100 MHz, two groups of four banks, sixteen rows of four bursts of 64 bytes. Its
// timings are all different, so that a wrong rule shows. Also a trace for it, with the results computed by hand.

namespace deltasim::test
{

inline constexpr const char* small_dram = R"(name: small
standard: none
clock_mhz: 100
organization: {ranks: 1, bank_groups: 2, banks_per_group: 4, rows: 16, columns: 32, device_width_bits: 8,
               channel_width_bits: 64, burst_length: 8}
mapping: [row, bank_group, bank, column]
timing_cycles: {CL: 5, CWL: 3, tRCD: 7, tRP: 6, tRAS: 20, tRTP: 4, tWR: 9, tRRD_S: 5, tRRD_L: 9, tCCD_S: 4, tCCD_L: 6,
                tWTR_S: 2, tWTR_L: 8, tRTRS: 1, tRFC: 50, tREFI: 0}
rules:
  - {scope: bank, preceding: activate, following: read, delay: tRCD}
  - {scope: bank, preceding: activate, following: write, delay: tRCD}
  - {scope: bank, preceding: activate, following: precharge, delay: tRAS}
  - {scope: bank, preceding: precharge, following: activate, delay: tRP}
  - {scope: bank, preceding: read, following: precharge, delay: tRTP}
  - {scope: bank, preceding: write, following: precharge, delay: CWL + burst + tWR}
  - {scope: bank_group, preceding: activate, following: activate, delay: tRRD_L}
  - {scope: bank_group, preceding: read, following: read, delay: tCCD_L}
  - {scope: bank_group, preceding: write, following: write, delay: tCCD_L}
  - {scope: bank_group, preceding: write, following: read, delay: CWL + burst + tWTR_L}
  - {scope: rank, preceding: activate, following: activate, delay: tRRD_S}
  - {scope: rank, preceding: read, following: read, delay: tCCD_S}
  - {scope: rank, preceding: write, following: write, delay: tCCD_S}
  - {scope: rank, preceding: read, following: write, delay: CL + burst + tRTRS - CWL}
  - {scope: rank, preceding: write, following: read, delay: CWL + burst + tWTR_S}
  - {scope: rank, preceding: precharge, following: refresh, delay: tRP}
  - {scope: rank, preceding: refresh, following: activate, delay: tRFC}
  - {scope: rank, preceding: refresh, following: refresh, delay: tRFC}
  - {scope: other_rank, preceding: read, following: read, delay: burst + tRTRS}
  - {scope: other_rank, preceding: write, following: write, delay: burst + tRTRS}
  - {scope: other_rank, preceding: read, following: write, delay: CL + burst + tRTRS - CWL}
  - {scope: other_rank, preceding: write, following: read, delay: CWL + burst + tRTRS - CL}
)";

/// Request enters at | commands | last data beat before:
/// 10 | activate 10, read 10 + tRCD = 17 | 17 + CL + burst = 26.
/// 11, one request per clock | read 17 + tCCD_L = 23 | 32.
/// 12 | activate 10 + tRRD_L = 19, write 23 + CL + burst + tRTRS - CWL = 30 | 30 + CWL + burst = 37.
/// 13 | precharge 10 + tRAS = 30, but the bus is taken by the write: 31; activate 37; read 30 + CWL + burst + tWTR_L =
/// 45 | 54.
inline constexpr const char* small_trace = "0x0 READ 10\n"
                                           "0x40 READ 10\n"
                                           "0x100 WRITE 12\n"
                                           "0x800 READ 12\n";

}  // namespace deltasim::test
