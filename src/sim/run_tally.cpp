// SPDX-License-Identifier: MIT
#include "sim/run_tally.hpp"

#include <algorithm>

#include "core/checked.hpp"
#include "schedule/step_precision.hpp"
#include "schedule/step_work.hpp"

namespace deltasim::sim
{

namespace
{

/// The part of the run that is a nest's phase on its layer, new if there is none yet.
PhaseCounts& phase_of(const schedule::LoopNest& nest, RunCounts& run)
{
    const auto known = std::find_if(run.phases.begin(), run.phases.end(), [&](const PhaseCounts& phase) {
        return phase.phase == nest.phase && phase.layer == nest.layer;
    });
    if (known != run.phases.end()) return *known;
    return run.phases.emplace_back(
        PhaseCounts{nest.phase, nest.layer, {}, std::vector<AccessesByTensor>(run.memories.size())});
}

/// Adds words to a run's transfers of one kind.
void add_transfer(TransferCounts transfer, RunCounts& run)
{
    const auto known = std::find_if(run.transfers.begin(), run.transfers.end(), [&](const TransferCounts& other) {
        return other.phase == transfer.phase && other.layer == transfer.layer && other.tensor == transfer.tensor &&
               other.from == transfer.from && other.to == transfer.to;
    });
    if (known == run.transfers.end()) {
        run.transfers.push_back(transfer);
        return;
    }
    known->words = checked_add(known->words, transfer.words);
    known->bits = checked_add(known->bits, transfer.bits);
}

/// Books the words that an operand of a step moves.
void tally_words(const SimulationTask& task, const schedule::LoopNest& nest, const schedule::Step& step,
                 const schedule::Operand& operand, std::uint64_t times, SimulationResult& result)
{
    const schedule::Stream& stream = nest.streams[operand.stream];
    const TensorId tensor = stream.tensor;
    const std::uint64_t words = checked_multiply(times, words_moved(nest, step, operand, task.processor.pe_array));
    if (words == 0) return;
    const std::uint64_t bits = checked_multiply(words, bits_of(task.precisions.of(tensor.tensor)));
    TransferCounts transfer{nest.phase, nest.layer, tensor.tensor};
    const std::size_t memory = memory_of(nest, stream, task.placement);
    const bool written = stream.direction == Direction::write;
    (written ? transfer.to : transfer.from) = memory;
    if (step.unit == schedule::StepUnit::engine) {
        transfer.to = memory_of(nest, nest.streams[step.operands.back().stream], task.placement);
    }
    transfer.words = words;
    transfer.bits = bits;
    add_transfer(transfer, result.counts);
    MemoryCounts& counts = result.counts.memories[memory];
    counts.words_moved = checked_add(counts.words_moved, words);
    counts.bits_moved = checked_add(counts.bits_moved, bits);
}

}  // namespace

void tally_steps(const SimulationTask& task, std::span<const std::uint64_t> executions, SimulationResult& result)
{
    std::size_t number = 0;
    for (const schedule::LoopNest& nest : task.program.nests) {
        for_each_step(nest, [&](const schedule::Step& step) {
            const std::uint64_t times = executions[number++];
            if (step.counted) result.operands.add_step(nest, step, times);
            const std::uint64_t workers = workers_of(step);
            OperationCounts& operations = counts_of(result.counts.operations, computed_in(nest, step, task.precisions));
            for (std::size_t i = 0; i < operation_count; ++i) {
                const std::uint64_t each = checked_multiply(step.operations[i], workers);
                operations[i] = checked_add(operations[i], checked_multiply(each, times));
            }
            for (const schedule::Operand& operand : step.operands)
                tally_words(task, nest, step, operand, times, result);
        });
    }
}

void tally_phases(const schedule::Program& program, std::span<const NestTally> nests, const Clock& pe_clock,
                  RunCounts& run)
{
    Ticks passed{0};
    Cycles clock{0};
    for (std::size_t n = 0; n < nests.size(); ++n) {
        PhaseCounts& phase = phase_of(program.nests[n], run);
        for (std::size_t i = 0; i < time_cause_count; ++i) {
            passed += Ticks(static_cast<std::int64_t>(nests[n].time[i]));
            const Cycles next = pe_clock.cycle_at_or_after(passed);
            phase.cycles[i] += static_cast<std::uint64_t>((next - clock).value());
            clock = next;
        }
        for (std::size_t m = 0; m < nests[n].accesses.size(); ++m) {
            for (std::size_t t = 0; t < tensor_count; ++t) {
                phase.accesses[m][t].reads += nests[n].accesses[m][t].reads;
                phase.accesses[m][t].writes += nests[n].accesses[m][t].writes;
            }
        }
    }
}

}  // namespace deltasim::sim
