// SPDX-License-Identifier: MIT
#include "experiment/run/phase_work.hpp"

#include <algorithm>

#include "core/checked.hpp"
#include "schedule/step_precision.hpp"
#include "schedule/step_work.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::experiment
{

namespace
{

PhaseWork& work_of(const schedule::LoopNest& nest, std::vector<PhaseWork>& all, std::size_t memories)
{
    const auto known = std::find_if(all.begin(), all.end(), [&](const PhaseWork& work) {
        return work.phase == nest.phase && work.layer == nest.layer;
    });
    if (known != all.end()) return *known;
    return all.emplace_back(PhaseWork{nest.phase, nest.layer, {}, std::vector<MemoryWork>(memories)});
}

void take_off(const PhaseSkips& skipped, std::vector<PhaseWork>& all)
{
    const auto work = std::find_if(all.begin(), all.end(), [&](const PhaseWork& candidate) {
        return candidate.phase == skipped.phase && candidate.layer == skipped.layer;
    });
    if (work == all.end()) return;
    for (std::size_t p = 0; p < precision_count; ++p) {
        for (std::size_t i = 0; i < operation_count; ++i) work->operations[p][i] -= skipped.operations[p][i];
    }
    for (std::size_t m = 0; m < work->memories.size() && m < skipped.memories.size(); ++m) {
        work->memories[m].bits_moved -= skipped.memories[m].bits_moved;
        work->memories[m].operands.reads -= skipped.memories[m].operands.reads;
        work->memories[m].operands.writes -= skipped.memories[m].operands.writes;
    }
}

}  // namespace

std::vector<PhaseWork> phase_work(const RunPlan& plan, const machine::ProcessorConfig& processor,
                                  const std::vector<PhaseSkips>& skips)
{
    const model::TensorPrecisions& precisions = plan.training.precision;
    const std::size_t memories = sim::memory_spaces(processor).size();
    std::vector<PhaseWork> all;
    for (const schedule::LoopNest& nest : plan.program.nests) {
        PhaseWork& work = work_of(nest, all, memories);
        schedule::for_each_step(nest, [&](const schedule::Step& step, std::uint64_t times) {
            const std::uint64_t workers = workers_of(step);
            OperationCounts& operations = counts_of(work.operations, schedule::computed_in(nest, step, precisions));
            for (std::size_t i = 0; i < operation_count; ++i) {
                checked_add_to(operations[i], checked_multiply(checked_multiply(step.operations[i], workers), times));
            }
            for (const schedule::Operand& operand : step.operands) {
                const schedule::Stream& stream = nest.streams[operand.stream];
                const std::uint64_t moved =
                    checked_multiply(times, words_moved(nest, step, operand, processor.pe_array));
                checked_add_to(work.memories[memory_of(nest, stream, plan.placement)].bits_moved,
                               checked_multiply(moved, bits_of(precisions.of(stream.tensor.tensor))));
                if (!step.counted) continue;
                // Operands are paid at their home, wherever the machine has brought them.
                ReadsWrites& operands = work.memories[plan.placement.at(stream.tensor).memory].operands;
                const bool is_read = stream.direction == Direction::read;
                checked_add_to(is_read ? operands.reads : operands.writes, checked_multiply(times, step.lanes));
            }
        });
    }
    for (const PhaseSkips& skipped : skips) take_off(skipped, all);
    return all;
}

}  // namespace deltasim::experiment
