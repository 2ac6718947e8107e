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

/// The part of the run for the phase and layer of a nest; it is created if there is none.
PhaseCounts& phase_of(const schedule::LoopNest& nest, RunCounts& run)
{
    const auto known = std::find_if(run.phases.begin(), run.phases.end(), [&](const PhaseCounts& phase) {
        return phase.phase == nest.phase && phase.layer == nest.layer;
    });
    if (known != run.phases.end()) return *known;
    return run.phases.emplace_back(
        PhaseCounts{nest.phase, nest.layer, {}, std::vector<AccessesByTensor>(run.memories.size())});
}

/// Adds words to the run's transfers of this kind.
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
                 const schedule::Operand& operand, std::uint64_t words, SimulationResult& result)
{
    const schedule::Stream& stream = nest.streams[operand.stream];
    const TensorId tensor = stream.tensor;
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

PhaseSkips& skips_of(const schedule::LoopNest& nest, RunCounts& run)
{
    const auto known = std::find_if(run.skips.begin(), run.skips.end(), [&](const PhaseSkips& skips) {
        return skips.phase == nest.phase && skips.layer == nest.layer;
    });
    if (known != run.skips.end()) return *known;
    PhaseSkips& skips = run.skips.emplace_back();
    skips.phase = nest.phase;
    skips.layer = nest.layer;
    skips.memories.resize(run.memories.size());
    return skips;
}

/// Books what `executions` of a step skipped, and the executions that were skipped as a whole.
void tally_skips(const SimulationTask& task, const schedule::LoopNest& nest, const schedule::Step& step,
                 const SkippedStep& skipped, PhaseSkips& skips)
{
    checked_add_to(skips.tests, skipped.tests);
    checked_add_to(skips.steps, skipped.passed);
    const std::uint64_t passed_lanes = checked_multiply(skipped.passed, step.lanes);
    OperationCounts& operations = counts_of(skips.operations, computed_in(nest, step, task.precisions));
    for (std::size_t i = 0; i < operation_count; ++i) {
        checked_add_to(operations[i], checked_multiply(passed_lanes, step.operations[i]));
        for (std::size_t p = 0; p < step.products.size(); ++p) {
            checked_add_to(operations[i], checked_multiply(skipped.idle[p], step.products[p].operations[i]));
        }
    }
    for (std::size_t o = 0; o < step.operands.size(); ++o) {
        const schedule::Operand& operand = step.operands[o];
        const schedule::Stream& stream = nest.streams[operand.stream];
        const Tensor tensor = stream.tensor.tensor;
        const bool is_read = stream.direction == Direction::read;
        const std::uint64_t words = checked_add(passed_lanes, skipped.spared[o]);
        const std::uint64_t moved_at_once = words_moved(nest, step, operand, task.processor.pe_array);
        const bool is_shared = moved_at_once < step.lanes;  // one word serves all lanes
        const std::uint64_t moved = is_shared ? checked_add(skipped.passed, skipped.untouched[o]) : words;
        ReadsWrites& of_tensor = skips.words[static_cast<std::size_t>(tensor)];
        PhaseSkips::OfMemory& memory = skips.memories[memory_of(nest, stream, task.placement)];
        checked_add_to(is_read ? of_tensor.reads : of_tensor.writes, words);
        checked_add_to(is_read ? memory.operands.reads : memory.operands.writes, words);
        checked_add_to(memory.words_moved, moved);
        checked_add_to(memory.bits_moved, checked_multiply(moved, bits_of(task.precisions.of(tensor))));
    }
}

/// Books operands and words that were not skipped.
void tally_needed(const SimulationTask& task, const schedule::LoopNest& nest, const schedule::Step& step,
                  std::uint64_t times, const SkippedStep* skipped, SimulationResult& result)
{
    for (std::size_t o = 0; o < step.operands.size(); ++o) {
        const schedule::Operand& operand = step.operands[o];
        const schedule::Stream& stream = nest.streams[operand.stream];
        const std::uint64_t at_once = words_moved(nest, step, operand, task.processor.pe_array);
        const std::uint64_t spared = skipped == nullptr ? 0 : skipped->spared[o];
        const bool is_shared = at_once < step.lanes;
        std::uint64_t moved = checked_multiply(times, at_once);
        if (skipped != nullptr) moved -= is_shared ? skipped->untouched[o] : spared;
        tally_words(task, nest, step, operand, moved, result);
        if (!step.counted) continue;
        const schedule::OperandKey key{nest.phase, nest.layer, stream.tensor.tensor};
        const std::uint64_t words = checked_multiply(times, step.lanes) - spared;
        if (stream.direction == Direction::read) {
            result.operands.add_reads(key, words);
        } else {
            result.operands.add_writes(key, words);
        }
    }
}

}  // namespace

void tally_steps(const SimulationTask& task, std::span<const std::uint64_t> executions,
                 std::span<const SkippedStep> all_skipped, SimulationResult& result)
{
    std::size_t number = 0;
    for (const schedule::LoopNest& nest : task.program.nests) {
        for_each_step(nest, [&](const schedule::Step& step) {
            const SkippedStep* const skipped = all_skipped.empty() ? nullptr : &all_skipped[number];
            const std::uint64_t times = executions[number++];
            const std::uint64_t workers = workers_of(step);
            OperationCounts& operations = counts_of(result.counts.operations, computed_in(nest, step, task.precisions));
            for (std::size_t i = 0; i < operation_count; ++i) {
                std::uint64_t each = checked_multiply(checked_multiply(step.operations[i], workers), times);
                for (std::size_t p = 0; skipped != nullptr && p < step.products.size(); ++p) {
                    each -= skipped->idle[p] * step.products[p].operations[i];
                }
                checked_add_to(operations[i], each);
            }
            tally_needed(task, nest, step, times, skipped, result);
            if (skipped != nullptr) tally_skips(task, nest, step, *skipped, skips_of(nest, result.counts));
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
        if (!nests[n].cores) continue;
        if (!phase.instructions) phase.instructions.emplace();
        for (std::size_t work = 0; work < core_work_count; ++work) {
            checked_add_to((*phase.instructions)[work], nests[n].cores->instructions[work]);
        }
    }
}

}  // namespace deltasim::sim
