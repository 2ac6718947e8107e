// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/random_run.hpp"
#include "rooms.hpp"

// Writes a random run as a file, to be run with the program itself.

namespace deltasim::test
{

/// The experiment of this run under one schedule, in JSON, which `deltasim run` reads as YAML. It has the counts and
/// cycles of the run; its prices are round. Two things have no key and are left out: `step_samples`, and an eDRAM
/// without refresh, which is written as an SRAM.
[[nodiscard]] std::string run_file(const RandomRun& run, const Schedule& schedule);

}  // namespace deltasim::test
