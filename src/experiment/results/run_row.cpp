// SPDX-License-Identifier: MIT
#include "experiment/results/run_row.hpp"

namespace deltasim::experiment
{

SavingsRow run_row(const RunResult& run, const RunResult* baseline)
{
    SavingsRow row;
    row.model = run.model;
    row.processor = run.processor;
    row.costs = run.costs;
    row.schedule = run.schedule;
    row.baseline = baseline == nullptr ? run.schedule : baseline->schedule;
    row.energy_pj = run.energy_pj.total;
    row.energy_unit = run.energy_unit;
    row.energy_by_part = run.energy_pj;
    row.assumed = run.assumed;
    row.notes = run.notes;
    row.figures = run_figures(run);
    if (baseline != nullptr) {
        row.savings = row_savings(
            {baseline->energy_pj.total, operand_accesses(*baseline), baseline->operand_energy_pj, baseline->batch},
            {*row.energy_pj, row.figures->operand_accesses, row.figures->operand_energy_pj, run.batch});
    }
    return row;
}

}  // namespace deltasim::experiment
