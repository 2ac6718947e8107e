// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "experiment/results/run_json.hpp"

// What a row of the savings table shows of a run besides its energy: the figures that no other run bears on.

namespace deltasim::experiment
{

inline constexpr std::array<const char*, 10> run_figure_keys{
    "cycles",     "seconds",     "operand_accesses",     "memory_accesses",    "off_chip_weight_bytes",
    "peak_bytes", "time_cycles", "energy_pj_per_sample", "seconds_per_sample", "epoch"};

/// The figures of a run, under the keys above, from its JSON.
[[nodiscard]] Json run_figures(const Json& run);

/// Reads and writes of all its operands.
[[nodiscard]] std::uint64_t operand_accesses(const Json& run);

}  // namespace deltasim::experiment
