// SPDX-License-Identifier: MIT
#include "experiment/results/point_report.hpp"

#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"

namespace deltasim::experiment
{

PointReport point_report(const RunResult& run)
{
    return {run.precision,      run.batch,  run.classes, run.energy_pj, run.energy_unit,
            run.dram_energy_pj, run.bounds, run.assumed, run.notes,     run_figures(run)};
}

std::string kept_text(const PointReport& report) { return json_line(json_of(report)); }

PointReport kept_report(const std::string& text) { return read_result<PointReport>(text); }

}  // namespace deltasim::experiment
