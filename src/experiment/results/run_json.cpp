// SPDX-License-Identifier: MIT
#include "experiment/results/run_json.hpp"

#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"

namespace deltasim::experiment
{

Json run_json(const RunResult& run) { return json_of(run); }

Json run_json(const RunReport& report, const std::string& version) { return json_of(run_result(report, version)); }

std::string runs_text(const std::vector<RunResult>& runs) { return json_line(json_of(runs)); }

std::vector<RunResult> runs_in(const std::string& text) { return read_result<std::vector<RunResult>>(text); }

}  // namespace deltasim::experiment
