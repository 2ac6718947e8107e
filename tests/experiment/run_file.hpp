// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/random_run.hpp"
#include "rooms.hpp"

// A drawn run as a file, for whoever wants to look into it with the program itself.

namespace deltasim::test
{

/// The experiment of this run under one schedule, in JSON, which `deltasim run` takes as YAML. Its counts and cycles
/// are those of the run; its prices are round. Two things have no key and are left out: `step_samples`, and an eDRAM
/// that refreshes nothing, which is written as an SRAM.
[[nodiscard]] std::string run_file(const RandomRun& run, const Schedule& schedule);

}  // namespace deltasim::test
