// SPDX-License-Identifier: MIT
#include "sim/machine.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <numeric>

#include "core/checked.hpp"
#include "sim/memories/dram.hpp"
#include "sim/memories/flat_dram.hpp"
#include "sim/memory_spaces.hpp"
#include "sim/run_tally.hpp"
#include "sim/steps/longest_step.hpp"

namespace deltasim::sim
{

namespace
{

/// The time base, after a check that single steps are short enough for the time limit to be noticed.
TimeBase checked_time_base(const SimulationTask& task)
{
    const TimeBase base = time_base(task.processor);
    require_short_steps(task.program, task.processor, base);
    return base;
}

/// Bytes of the narrowest word of a program.
std::uint64_t narrowest_word(const model::TensorWords& words, const model::TensorPrecisions& precisions)
{
    std::uint64_t narrowest = bytes_of(Precision::fp32);
    for (const auto& [tensor, count] : words) narrowest = std::min(narrowest, bytes_of(precisions.of(tensor.tensor)));
    return narrowest;
}

}  // namespace

TimeBase time_base(const machine::ProcessorConfig& processor) { return TimeBase(processor.clock_rates_hz()); }

Machine::Machine(sc_core::sc_module_name name, const SimulationTask& task)
    : sc_module(name), task_(task), words_(schedule::tensor_words(task.program)),
      value_bytes_(narrowest_word(words_, task.precisions)), base_(checked_time_base(task)),
      array_("pe_array", task.processor.pe_array, base_.clock(task.processor.pe_array.clock_hz), layout_),
      engine_("dma_engine", task.processor.dma, base_.clock(task.processor.engine_clock_hz()))
{
    make_memories();
    TrainingController::Work work;
    work.program = &task.program;
    IssuerSetup& setup = work.issuer;
    setup.placement = &task.placement;
    setup.words = &words_;
    setup.precisions = &task.precisions;
    setup.memories = ports_;
    if (task.processor.dram) setup.stream_buffers = task.processor.dram->stream_buffers;
    setup.operand_broadcast = task.processor.pe_array.operand_broadcast;
    setup.multicast_rows = task.processor.pe_array.multicast_rows;
    setup.multicast_columns = task.processor.pe_array.multicast_columns;
    if (task.initial != nullptr) setup.value_bytes = value_bytes_;
    setup.row_layouts = &task.row_layouts;
    setup.skip = task.processor.skip;
    setup.zeros = task.zeros;
    setup.time_limit = TimeLimit(base_.ticks_per_second());
    setup.observer = task.steps;
    work.folding = task.folding;
    if (const std::optional<Ticks> common = hyperperiod()) {
        work.hyperperiod = *common;
    } else {
        work.folding.enabled = false;  // a machine whose clocks are never in step again does not repeat itself
    }
    work.progress = task.progress;
    controller_ = std::make_unique<TrainingController>("training_controller", task.processor.controller,
                                                       base_.clock(task.processor.controller.clock_hz), work, layout_);
    controller_->array.bind(array_);
    controller_->engine.bind(engine_);
    for (const MemoryPort& port : ports_) controller_->memories.bind(*port.memory);

    counts_ = Counts(layout_.size());
    array_.count_in(counts_);
    for (const auto& sram : srams_) sram->count_in(counts_);
    if (dram_) dram_->count_in(counts_);
    if (dram_ && task_.dram_requests != nullptr) dram_->watch(*task_.dram_requests);
    if (dram_ && task_.dram_commands != nullptr) dram_->watch(*task_.dram_commands);
    controller_->count_in(counts_);
}

std::optional<Ticks> Machine::hyperperiod() const
{
    std::uint64_t common = 1;
    const auto include = [&](std::uint64_t rate, std::uint64_t cycles) {
        const auto period = static_cast<std::uint64_t>(base_.clock(rate).period().value());
        const std::uint64_t ticks = checked_multiply(period, cycles);
        common = checked_multiply(common, ticks / std::gcd(common, ticks));
    };
    try {
        for (const std::uint64_t rate : task_.processor.clock_rates_hz()) include(rate, 1);
        for (const machine::OnChipMemoryConfig& memory : task_.processor.memories) {
            if (memory.refresh) include(memory.clock_hz, memory.refresh->interval_cycles);
        }
    } catch (const OverflowError&) {
        return std::nullopt;
    }
    if (common > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return Ticks(static_cast<std::int64_t>(common));
}

void Machine::make_memories()
{
    for (const machine::OnChipMemoryConfig& memory : task_.processor.memories) {
        // A memory may have the name of another module.
        const std::string name = "memory_" + memory.name;
        srams_.push_back(std::make_unique<Sram>(name.c_str(), memory, base_.clock(memory.clock_hz), layout_));
        const Clock clock = base_.clock(memory.clock_hz);
        const Ticks waits = clock.ticks(Cycles(static_cast<std::int64_t>(memory.latency_cycles - 1)));
        ports_.push_back({srams_.back().get(), nullptr, memory.width_bits / 8, clock, waits});
    }
    if (!task_.processor.dram) return;
    const Clock clock = base_.clock(task_.processor.dram->clock_hz());
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&task_.processor.dram->model)) {
        dram_ = std::make_unique<FlatDram>("dram", *flat, clock, layout_);
    } else {
        dram_ =
            std::make_unique<Dram>("dram", std::get<machine::DramDevice>(task_.processor.dram->model), clock, layout_);
    }
    ports_.push_back({dram_.get(), dram_.get(), dram_->line_bytes(), clock});
}

/// The place of word `index` of an array in the contents of its home; words of a part count from the part's first word.
std::size_t Machine::place_of(TensorId tensor, std::uint64_t index) const
{
    const auto layout = task_.row_layouts.find(tensor.all_rows());
    const std::uint64_t placed = layout == task_.row_layouts.end() ? index : layout->second.padded(index);
    const std::uint64_t address = task_.placement.at(tensor).address.value();
    return (address + placed * bytes_of(task_.precisions.of(tensor.tensor))) / value_bytes_;
}

void Machine::hold_values()
{
    std::vector<std::uint64_t> slots(ports_.size(), 0);
    for (const auto& [tensor, home] : task_.placement) {
        const std::uint64_t bytes = words_.at(tensor) * bytes_of(task_.precisions.of(tensor.tensor));
        slots[home.memory] = std::max(slots[home.memory], (home.address.value() + bytes) / value_bytes_);
    }
    for (const schedule::LoopNest& nest : task_.program.nests) {
        for (const schedule::TileBuffer& tile : nest.tiles) {
            const std::uint64_t word_bytes = bytes_of(task_.precisions.of(tile.tensor.tensor));
            const std::uint64_t end = tile.address + tile.pitch_words * tile.buffers * word_bytes;
            slots[tile.memory] = std::max(slots[tile.memory], divide_up(end, value_bytes_));
        }
    }
    for (std::size_t i = 0; i < srams_.size(); ++i) srams_[i]->hold_values(slots[i]);
    if (dram_) dram_->hold_values(slots.back());
    for (const auto& [tensor, home] : task_.placement) {
        const auto initial = task_.initial->find(tensor.all_rows());
        if (initial == task_.initial->end()) continue;
        const std::span<double> held = ports_[home.memory].memory->contents();
        const std::uint64_t before = model::words_within(task_.row_layouts, tensor, home.words_before);
        const std::uint64_t count = std::min<std::uint64_t>(
            model::words_within(task_.row_layouts, tensor, words_.at(tensor)), initial->second.size() - before);
        for (std::uint64_t i = 0; i < count; ++i) held[place_of(tensor, i)] = initial->second[before + i];
    }
}

model::TensorValues Machine::read_values() const
{
    model::TensorValues values;
    for (const auto& [tensor, home] : task_.placement) {
        const std::span<double> held = ports_[home.memory].memory->contents();
        const std::uint64_t before = model::words_within(task_.row_layouts, tensor, home.words_before);
        const std::uint64_t count = model::words_within(task_.row_layouts, tensor, words_.at(tensor));
        std::vector<float>& words = values[tensor.all_rows()];
        words.resize(std::max<std::size_t>(words.size(), before + count));
        for (std::uint64_t i = 0; i < count; ++i) words[before + i] = static_cast<float>(held[place_of(tensor, i)]);
    }
    return values;
}

std::vector<MemoryCounts> Machine::read_memories(const Counts& counts, Ticks end) const
{
    std::vector<MemoryCounts> memories;
    for (const auto& sram : srams_) memories.push_back(sram->read_out(counts, end));
    if (dram_) memories.push_back(dram_->read_out(counts));
    return memories;
}

void Machine::tally_phases(RunCounts& run) const
{
    std::vector<NestTally> nests;
    for (const TrainingController::NestRecord& nest : controller_->nests()) {
        NestTally& tally = nests.emplace_back(NestTally{nest.time, {}, array_.core_counts(nest.counts)});
        for (const MemoryCounts& memory : read_memories(nest.counts, Ticks(0)))
            tally.accesses.push_back(memory.by_tensor);
    }
    sim::tally_phases(task_.program, nests, base_.clock(task_.processor.pe_array.clock_hz), run);
}

SimulationResult Machine::run()
{
    if (task_.initial != nullptr) hold_values();
    sc_core::sc_start();
    try {
        if (controller_->failure()) std::rethrow_exception(controller_->failure());
    } catch (const CounterOverflow& overflow) {
        throw OverflowError("a count of " + layout_.what(overflow.counter()) + " does not fit 64 bits");
    }

    SimulationResult result;
    result.simulated_steps = controller_->simulated_steps();
    for (const std::uint64_t times : controller_->executions(counts_)) result.steps = checked_add(result.steps, times);
    const Clock pe_clock = base_.clock(task_.processor.pe_array.clock_hz);
    result.counts.cycles = static_cast<std::uint64_t>(pe_clock.cycle_at_or_after(controller_->end()).value());
    result.counts.time = base_.seconds(pe_clock.edge_at_or_after(controller_->end()));
    result.counts.lanes = task_.processor.pe_array.lanes;
    result.counts.lane_busy_cycles = array_.busy_cycles(counts_);
    result.counts.cores = array_.core_counts(counts_);
    result.counts.memories = read_memories(counts_, controller_->end());
    if (dram_) result.counts.dram = dram_->commands(counts_, controller_->end());
    tally_phases(result.counts);
    tally_steps(task_, controller_->executions(counts_), controller_->skipped(counts_), result);
    if (task_.initial != nullptr) result.values = read_values();
    return result;
}

}  // namespace deltasim::sim
