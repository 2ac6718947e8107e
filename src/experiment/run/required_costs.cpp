// SPDX-License-Identifier: MIT
#include "experiment/run/required_costs.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "energy/energy_report.hpp"
#include "schedule/step_precision.hpp"
#include "schedule/step_work.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::experiment
{

void require_costs(const RunRequest& request, const RunPlan& plan)
{
    RunCounts one_of_each;
    for (const schedule::LoopNest& nest : plan.program.nests) {
        schedule::for_each_step(nest, [&](const schedule::Step& step) {
            OperationCounts& counts =
                counts_of(one_of_each.operations, schedule::computed_in(nest, step, plan.training.precision));
            counts = counts + step.operations;
        });
    }
    for (const model::MemorySpace& space : sim::memory_spaces(request.priced.processor)) {
        MemoryCounts memory;
        memory.name = space.name;
        memory.level = space.on_chip ? "sram" : "dram";
        memory.access_bits = 1;
        memory.by_tensor[0] = {1, 1};
        memory.bits_moved = 1;
        one_of_each.memories.push_back(memory);
    }
    const std::vector<machine::OnChipMemoryConfig>& on_chip = request.priced.processor.memories;
    for (std::size_t i = 0; i < on_chip.size(); ++i) one_of_each.memories[i].row_refreshes = on_chip[i].refresh ? 1 : 0;
    if (const auto& cores = request.priced.processor.pe_array.instructions) {
        const bool unpacks = std::any_of(cores->widths.begin(), cores->widths.end(),
                                         [](const machine::InstructionWidth& width) { return width.unpack > 0; });
        CoreInstructions& some = one_of_each.cores.emplace().instructions;
        const auto expect = [&](CoreWork work, bool any) { some[static_cast<std::size_t>(work)] = any ? 1 : 0; };
        for (const CoreWork work : {CoreWork::load, CoreWork::store, CoreWork::operation}) expect(work, true);
        expect(CoreWork::unpack, unpacks);
        expect(CoreWork::loop, cores->step > 0);
        expect(CoreWork::row_end, cores->row > 0);
    }
    DramCounts commands;
    commands.activates = commands.precharges = commands.reads = commands.writes = 1;
    const auto& dram = request.priced.processor.dram;
    const machine::DramDevice* device = dram ? std::get_if<machine::DramDevice>(&dram->model) : nullptr;
    if (device != nullptr && device->refresh_interval_cycles > 0) {
        const bool per_bank = device->refresh == machine::RefreshGranularity::per_bank;
        (per_bank ? commands.bank_refreshes : commands.refreshes) = 1;
    }
    one_of_each.dram = commands;
    try {
        (void)energy::price(one_of_each, request.priced.processor, request.priced.costs);
    } catch (const InputError& error) {
        std::vector<Diagnostic> diagnostics = error.diagnostics();
        for (Diagnostic& diagnostic : diagnostics) {
            diagnostic.location.file = request.experiment_file;
            if (!request.priced.costs_file.empty()) diagnostic.message += " (" + request.priced.costs_file + ")";
        }
        throw InputError(diagnostics);
    }
}

}  // namespace deltasim::experiment
