// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "experiment/run/run.hpp"

// Results as JSON, with stable names: add, do not rename.

namespace deltasim::experiment
{

using Json = nlohmann::ordered_json;

/// A finished run.
[[nodiscard]] Json run_json(const RunReport& report, const std::string& version);

/// The commands of a DRAM, row hits and misses.
[[nodiscard]] Json dram_json(const DramCounts& dram);

/// The energy of a DRAM by its datasheet: formula, total, by kind, and by kind for each rail.
[[nodiscard]] Json dram_energy_json(const energy::DramEnergy& energy);

}  // namespace deltasim::experiment
