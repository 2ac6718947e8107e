// SPDX-License-Identifier: MIT
#include "experiment/results/point_report.hpp"

#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"

namespace deltasim::experiment
{

PointReport point_report(const RunResult& run, const std::vector<PhaseWork>& work)
{
    std::vector<KeptWork> kept;
    for (const PhaseWork& phase : work) {
        KeptWork& of_phase = kept.emplace_back();
        of_phase.phase = phase.phase;
        of_phase.layer = phase.layer;
        for (std::size_t p = 0; p < precision_count; ++p) of_phase.operations.values[p].values = phase.operations[p];
        for (const MemoryWork& memory : phase.memories) {
            of_phase.memories.push_back({memory.bits_moved, memory.operands.reads, memory.operands.writes});
        }
    }
    return {run.precision, run.batch, run.classes,      run.energy_pj, run.energy_unit, run.dram_energy_pj, run.bounds,
            run.assumed,   run.notes, run_figures(run), kept};
}

std::vector<PhaseWork> phase_work(const std::vector<KeptWork>& kept)
{
    std::vector<PhaseWork> work;
    for (const KeptWork& of_phase : kept) {
        PhaseWork& phase = work.emplace_back();
        phase.phase = of_phase.phase;
        phase.layer = of_phase.layer;
        for (std::size_t p = 0; p < precision_count; ++p) phase.operations[p] = of_phase.operations.values[p].values;
        for (const KeptMemoryWork& memory : of_phase.memories) {
            phase.memories.push_back({memory.bits_moved, {memory.operand_reads, memory.operand_writes}});
        }
    }
    return work;
}

std::string kept_text(const PointReport& report) { return json_line(json_of(report)); }

PointReport kept_report(const std::string& text) { return read_result<PointReport>(text); }

}  // namespace deltasim::experiment
