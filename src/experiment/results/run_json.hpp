// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/results/json.hpp"
#include "experiment/results/run_result.hpp"
#include "experiment/run/run.hpp"

// Results of runs as JSON. Names are stable: add, do not rename.

namespace deltasim::experiment
{

/// A finished run.
[[nodiscard]] Json run_json(const RunResult& run);
[[nodiscard]] Json run_json(const RunReport& report, const std::string& version);

/// Some finished runs as one text, for another process; and the runs in such a text. Throws DamagedResult.
[[nodiscard]] std::string runs_text(const std::vector<RunResult>& runs);
[[nodiscard]] std::vector<RunResult> runs_in(const std::string& text);

}  // namespace deltasim::experiment
