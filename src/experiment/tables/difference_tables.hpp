// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/json.hpp"
#include "experiment/results/run_result.hpp"
#include "report/table.hpp"

// Compares two runs: their figures, and where the difference comes from.

namespace deltasim::experiment
{

struct NamedRun {
    std::string name;
    const RunResult& run;
};

/// Energy, time and accesses of both, then the parts of energy and time, the largest difference first.
[[nodiscard]] std::vector<report::Table> difference_tables(const NamedRun& from, const NamedRun& to);

/// {"from", "to": both runs, "differences": of their energies}.
[[nodiscard]] Json difference_json(const RunResult& from, const RunResult& to);

}  // namespace deltasim::experiment
