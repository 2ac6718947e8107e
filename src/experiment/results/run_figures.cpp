// SPDX-License-Identifier: MIT
#include "experiment/results/run_figures.hpp"

namespace deltasim::experiment
{

std::optional<std::uint64_t> off_chip_weight_bytes(const RunResult& run)
{
    for (const MemoryResult& memory : run.memories) {
        if (memory.level != "dram") continue;
        std::uint64_t of_weights = 0;
        for (const TensorAccesses& row : memory.by_tensor) {
            if (row.tensor == Tensor::weight || row.tensor == Tensor::master_weight) {
                of_weights += row.reads + row.writes;
            }
        }
        return of_weights * (memory.access_bits / 8);
    }
    return std::nullopt;
}

std::uint64_t operand_accesses(const RunResult& run)
{
    std::uint64_t total = 0;
    for (const OperandRow& row : run.operands) total += row.reads + row.writes;
    return total;
}

RunFigures run_figures(const RunResult& run)
{
    RunFigures figures;
    figures.cycles = run.cycles;
    figures.seconds = run.seconds;
    figures.operand_accesses = operand_accesses(run);
    for (const MemoryResult& memory : run.memories) {
        figures.memory_accesses[memory.level] += memory.reads + memory.writes;
        figures.peak_bytes[memory.level] += memory.peak_bytes;
    }
    figures.off_chip_weight_bytes = off_chip_weight_bytes(run);
    figures.time_cycles = run.time_cycles.time;
    figures.energy_pj_per_sample = run.energy_pj_per_sample;
    figures.seconds_per_sample = run.seconds_per_sample;
    figures.epoch = run.epoch;
    figures.operand_energy_pj = run.operand_energy_pj;
    figures.energy_by_phase = run.energy_by_phase;
    figures.energy_by_tensor.emplace();
    figures.macs = run.operations.values[static_cast<std::size_t>(Operation::mac)];
    figures.dram_traffic_bytes = 0;
    for (const MemoryResult& memory : run.memories) {
        if (memory.level == "dram") *figures.dram_traffic_bytes += (memory.bits_read + memory.bits_written) / 8;
        for (const TensorAccesses& accesses : memory.by_tensor) {
            figures.energy_by_tensor->values[static_cast<std::size_t>(accesses.tensor)] += accesses.energy_pj;
        }
    }
    figures.machine = run.machine;
    figures.samples = run.batch;
    figures.mapping_search = run.mapping_search;
    if (run.skip) {
        figures.zero_tests = run.skip->tests;
        figures.passed_steps = run.skip->passed_steps;
        figures.skipped_words = run.skip->skipped_words;
    }
    return figures;
}

}  // namespace deltasim::experiment
