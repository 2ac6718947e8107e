// SPDX-License-Identifier: MIT
#include "systemc/clocked_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>
#include <variant>

#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "schedule/step_work.hpp"
#include "sim/run_tally.hpp"
#include "systemc/dram_stand_in.hpp"

namespace deltasim::systemc
{

using sc_core::sc_time;

namespace
{

/// The ticks per second. Throws InputError if SystemC cannot give every tick a time of its own.
std::uint64_t checked_rate(const TimeBase& base)
{
    constexpr std::uint64_t most = 1'000'000'000'000'000;
    if (base.ticks_per_second() <= most) return base.ticks_per_second();
    throw InputError(
        fmt::format("--engine systemc: the common multiple of the clocks is {} Hz, and SystemC cannot represent more "
                    "than {} Hz; take clocks with a lower common multiple, or another engine",
                    base.ticks_per_second(), most));
}

/// The array of the processor. Throws InputError if the processor has something for which this engine has no module.
const machine::PeArrayConfig& checked_array(const machine::ProcessorConfig& processor)
{
    const auto refuse = [&](const char* what) {
        throw InputError(fmt::format("--engine systemc does not model {} of processor \"{}\"; take another engine",
                                     what, processor.name));
    };
    const auto* const device = processor.dram ? std::get_if<machine::DramDevice>(&processor.dram->model) : nullptr;
    if (device != nullptr && device->idle.state != machine::IdleState::standby) refuse("the idle state of the DRAM");
    if (processor.pe_array.instructions) refuse("the instructions");
    if (processor.controller.row_end_queue) refuse("the row_end_queue");
    return processor.pe_array;
}

}  // namespace

ClockedMachine::ClockedMachine(const sc_core::sc_module_name& name, const sim::SimulationTask& task,
                               const Options& options)
    : sc_module(name), task_(task), options_(options), words_(schedule::tensor_words(task.program)),
      base_(task.processor.clock_rates_hz()), time_(checked_rate(base_)), ledger_(steps_),
      array_("pe_array", checked_array(task.processor), time_),
      row_end_("row_end_unit", task.processor.pe_array.accumulators, time_),
      write_back_("write_back_unit", task.processor.memories.size(), task.initial != nullptr),
      engine_("dma_engine", task.processor.dma, task.processor.memories.size(), task.initial != nullptr),
      generator_("address_generator"), memories_("memories", task.processor.memories, task.initial != nullptr)
{
    make_dram();
    make_buffers();
    make_controller();
    bind_memories();
    bind_units();
    if (options.vcd == nullptr) return;
    const EdgeTimes edges = clock_of(task.processor.pe_array.clock_hz).edges();
    Waveform::Work work{options.vcd->stem(), edges.time_of(options.window.from), std::nullopt, {}, {}};
    if (options.window.to) work.to = edges.time_of(*options.window.to);
    work.begin = [this](sc_core::sc_trace_file& file) { trace(file); };
    work.end = [this] {
        for (const auto& [rate, clock] : clocks_) clock->gate();
    };
    waveform_ = std::make_unique<Waveform>("waveform", std::move(work));
}

/// The clock of this rate. All modules with the same rate share it.
GatedClock& ClockedMachine::clock_of(std::uint64_t rate_hz)
{
    std::unique_ptr<GatedClock>& clock = clocks_[rate_hz];
    if (clock == nullptr) clock = std::make_unique<GatedClock>(fmt::format("clock_{}_hz", rate_hz).c_str(), rate_hz);
    return *clock;
}

void ClockedMachine::make_dram()
{
    const auto& dram = task_.processor.dram;
    if (!dram) return;
    dram_port_ = std::make_unique<DramPort>("dram_port", time_, ledger_);
    if (task_.dram_requests != nullptr) dram_port_->watch(*task_.dram_requests, EdgeTimes(dram->clock_hz()));
    if (options_.dram != nullptr) {
        dram_port_->dram.bind(options_.dram->make());
        return;
    }
    const bool keeps = task_.initial != nullptr;
    DramTarget* target = nullptr;
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&dram->model)) {
        flat_dram_ = std::make_unique<FlatDram>("dram", *flat, keeps);
        target = flat_dram_.get();
    } else {
        dram_ = std::make_unique<DramController>("dram", std::get<machine::DramDevice>(dram->model), keeps);
        target = dram_.get();
    }
    target->clock(clock_of(dram->clock_hz()));
    dram_port_->dram.bind(target->socket);
}

std::uint64_t ClockedMachine::dram_line_bytes() const
{
    const auto& model = task_.processor.dram->model;
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&model)) return flat->width_bits / 8;
    return std::get<machine::DramDevice>(model).burst_bytes();
}

void ClockedMachine::make_controller()
{
    ControllerWork work{
        &task_.program,
        {task_.processor.pe_array, task_.placement, task_.precisions, task_.scales, task_.row_layouts, {}},
        {},
        engine_reads_.size(),
        engine_writes_.size(),
        task_.initial != nullptr,
        task_.progress};
    for (const machine::OnChipMemoryConfig& memory : task_.processor.memories) {
        work.context.memories.push_back({memory.width_bits / 8, false});
        work.memory_clocks.push_back(base_.clock(memory.clock_hz));
    }
    if (task_.processor.dram) work.context.memories.push_back({dram_line_bytes(), true});
    TrainingController::Hooks hooks;
    hooks.accesses = [this] { return accesses(); };
    hooks.begin_nest = [this](const NestPlan& plan) {
        write_back_.begin(plan);
        array_.let_wait(plan.rows_waiting);
    };
    hooks.end_run = [this] { return end_run(); };
    controller_ = std::make_unique<TrainingController>("controller", task_.processor.controller, std::move(work), time_,
                                                       clock_of(task_.processor.pe_array.clock_hz).edges(), steps_,
                                                       ledger_, std::move(hooks));
}

/// The number of streams off chip in the nest that has most of them.
std::size_t ClockedMachine::most_streams(Direction direction, bool by_engine) const
{
    std::size_t most = 0;
    for (const schedule::LoopNest& nest : task_.program.nests) {
        const auto streams =
            std::count_if(nest.streams.begin(), nest.streams.end(), [&](const schedule::Stream& stream) {
                return stream.direction == direction && stream.by_engine == by_engine &&
                       schedule::memory_of(nest, stream, task_.placement) == task_.processor.memories.size();
            });
        most = std::max(most, static_cast<std::size_t>(streams));
    }
    return most;
}

void ClockedMachine::make_buffers()
{
    if (!task_.processor.dram) return;
    const machine::StreamBufferConfig& config = task_.processor.dram->stream_buffers;
    const bool keeps_lines = !std::holds_alternative<machine::FlatDramConfig>(task_.processor.dram->model);
    for (const bool by_engine : {false, true}) {
        auto& reads = by_engine ? engine_reads_ : read_buffers_;
        for (std::size_t b = 0; b < most_streams(Direction::read, by_engine); ++b) {
            const std::string name = fmt::format("{}_{}", by_engine ? "dma_read" : "read_stream", b);
            reads.push_back(std::make_unique<ReadStreamBuffer>(name.c_str(), config.prefetch_depth, keeps_lines,
                                                               dram_line_bytes(), time_));
        }
        auto& writes = by_engine ? engine_writes_ : write_buffers_;
        for (std::size_t b = 0; b < most_streams(Direction::write, by_engine); ++b) {
            const std::string name = fmt::format("{}_{}", by_engine ? "dma_write" : "write_buffer", b);
            writes.push_back(std::make_unique<WriteBuffer>(name.c_str(), config.write_depth, keeps_lines,
                                                           dram_line_bytes(), task_.initial != nullptr));
        }
    }
}

void ClockedMachine::bind_memories()
{
    for (std::size_t m = 0; m < memories_.size(); ++m) {
        memories_[m].clock(clock_of(task_.processor.memories[m].clock_hz));
        controller_->memories[m].bind(memories_[m].socket);
        write_back_.memories[m].bind(memories_[m].socket);
        engine_.memories[m].bind(memories_[m].engine);
    }
    if (dram_port_ == nullptr) return;
    const auto connect = [this](auto& buffer, LineUserIf& user) {
        buffer.dram.bind(dram_port_->buffers);
        controller_->configuration.bind(buffer.configuration);
        buffer.board(user);
    };
    for (const auto& buffer : read_buffers_) {
        connect(*buffer, *controller_);
        controller_->read_buffers(*buffer);
        generator_.read_buffers(*buffer);
    }
    for (const auto& buffer : write_buffers_) {
        connect(*buffer, *controller_);
        controller_->write_buffers(*buffer);
        generator_.write_buffers(*buffer);
        write_back_.buffers(*buffer);
    }
    for (const auto& buffer : engine_reads_) {
        connect(*buffer, engine_);
        engine_.read_buffers(*buffer);
        generator_.engine_reads(*buffer);
    }
    for (const auto& buffer : engine_writes_) {
        connect(*buffer, engine_);
        engine_.write_buffers(*buffer);
        generator_.engine_writes(*buffer);
    }
    controller_->dram_values.bind(dram_port_->buffers);
}

void ClockedMachine::bind_units()
{
    GatedClock& array_clock = clock_of(task_.processor.pe_array.clock_hz);
    controller_->clock(clock_of(task_.processor.controller.clock_hz));
    controller_->lanes(array_);
    controller_->row_end(row_end_);
    controller_->write_back(write_back_);
    controller_->generator(generator_);
    controller_->engine(engine_);
    array_.clock(array_clock);
    array_.board(*controller_);
    array_.row_end(row_end_);
    array_.write_back(write_back_);
    row_end_.clock(array_clock);
    row_end_.board(*controller_);
    row_end_.lanes(array_);
    row_end_.write_back(write_back_);
    write_back_.clock(array_clock);
    write_back_.board(*controller_);
    generator_.board(*controller_);
    generator_.engine(engine_);
    engine_.clock(clock_of(task_.processor.engine_clock_hz()));
    engine_.board(*controller_);
    engine_.write_back(write_back_);
}

void ClockedMachine::trace(sc_core::sc_trace_file& file)
{
    for (const auto& [rate, clock] : clocks_) {
        clock->run_freely();
        sc_core::sc_trace(&file, *clock, clock->name());
    }
    controller_->trace(file);
    array_.trace(file);
    row_end_.trace(file);
    for (std::size_t m = 0; m < memories_.size(); ++m) memories_[m].trace(file);
    for (const auto& buffer : read_buffers_) buffer->trace(file);
    for (const auto& buffer : write_buffers_) buffer->trace(file);
    engine_.trace(file);
    for (const auto& buffer : engine_reads_) buffer->trace(file);
    for (const auto& buffer : engine_writes_) buffer->trace(file);
    if (dram_port_ != nullptr) dram_port_->trace(file);
    if (dram_ != nullptr) dram_->trace(file);
}

std::vector<AccessesByTensor> ClockedMachine::accesses() const
{
    std::vector<AccessesByTensor> accesses;
    for (std::size_t m = 0; m < memories_.size(); ++m) accesses.push_back(memories_[m].accesses());
    if (dram_port_ != nullptr) accesses.push_back(dram_port_->accesses());
    return accesses;
}

/// Called when the run is over. The DRAM still does what it has booked; returns the time that this takes.
sc_time ClockedMachine::end_run()
{
    if (dram_ == nullptr) return sc_core::SC_ZERO_TIME;
    dram_->close(sc_core::sc_time_stamp());
    const sc_time until = dram_->booked_until() + clock_of(task_.processor.dram->clock_hz()).period();
    return until > sc_core::sc_time_stamp() ? until - sc_core::sc_time_stamp() : sc_core::SC_ZERO_TIME;
}

/// The place of word number `index` of an array in its home, in words.
std::uint64_t ClockedMachine::place_of(TensorId tensor, std::uint64_t index) const
{
    const auto layout = task_.row_layouts.find(tensor.all_rows());
    return layout == task_.row_layouts.end() ? index : layout->second.padded(index);
}

/// Fills the memories, or reads out what is in them.
void ClockedMachine::move_values(tlm::tlm_command command, model::TensorValues& values)
{
    for (const auto& [tensor, home] : task_.placement) {
        const std::uint64_t before = model::words_within(task_.row_layouts, tensor, home.words_before);
        const std::uint64_t count = model::words_within(task_.row_layouts, tensor, words_.at(tensor));
        std::vector<float>& words = values[tensor.all_rows()];
        if (command == tlm::TLM_READ_COMMAND) words.resize(std::max<std::size_t>(words.size(), before + count));
        const WordFormat format = format_of(tensor, task_.precisions, task_.scales);
        for (std::uint64_t i = 0; i < count && before + i < words.size(); ++i) {
            const std::uint64_t address = home.address.value() + place_of(tensor, i) * format.size();
            controller_->move_word(home.memory, address, command, format, words[before + i]);
        }
    }
}

MemoryCounts ClockedMachine::read_out_dram() const
{
    const machine::DramConfig& dram = *task_.processor.dram;
    MemoryCounts counts;
    counts.name = counts.level = "dram";
    counts.access_bits = dram_line_bytes() * 8;
    counts.by_tensor = dram_port_->accesses();
    counts.clock_hz = static_cast<double>(dram.clock_hz());
    const std::uint64_t total = checked_add(counts.total().reads, counts.total().writes);
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&dram.model)) {
        if (total == 0) return counts;
        counts.busiest_port_cycles = checked_add(checked_multiply(total - 1, flat->interval_cycles),
                                                 std::min(flat->interval_cycles, flat->latency_cycles));
    } else {
        const auto& device = std::get<machine::DramDevice>(dram.model);
        counts.busiest_port_cycles = checked_multiply(divide_up(total, device.channels), device.burst_cycles());
    }
    return counts;
}

DramCounts ClockedMachine::read_out_commands() const
{
    if (dram_ != nullptr) return dram_->counts();
    DramCounts counts;
    counts.reads = read_out_dram().total().reads;
    counts.writes = read_out_dram().total().writes;
    const Clock clock = base_.clock(task_.processor.dram->clock_hz());
    counts.cycles = static_cast<std::uint64_t>(clock.cycle_at_or_after(controller_->end()).value());
    return counts;
}

sim::SimulationResult ClockedMachine::read_out()
{
    sim::SimulationResult result;
    result.steps = result.simulated_steps = controller_->steps();
    const Ticks end = controller_->end();
    const Clock pe_clock = base_.clock(task_.processor.pe_array.clock_hz);
    result.counts.cycles = static_cast<std::uint64_t>(pe_clock.cycle_at_or_after(end).value());
    result.counts.time = base_.seconds(pe_clock.edge_at_or_after(end));
    result.counts.lanes = task_.processor.pe_array.lanes;
    result.counts.lane_busy_cycles = array_.busy_cycles();
    for (std::size_t m = 0; m < memories_.size(); ++m) {
        const Clock clock = base_.clock(task_.processor.memories[m].clock_hz);
        result.counts.memories.push_back(
            memories_[m].read_out(static_cast<std::uint64_t>(clock.cycle_at_or_after(end).value())));
    }
    if (dram_port_ != nullptr) {
        result.counts.memories.push_back(read_out_dram());
        result.counts.dram = read_out_commands();
    }
    std::vector<sim::NestTally> nests;
    for (const NestRecord& nest : controller_->nests()) nests.push_back({nest.time, nest.accesses});
    sim::tally_phases(task_.program, nests, pe_clock, result.counts);
    sim::tally_steps(task_, controller_->executions(), {}, result);
    if (task_.initial == nullptr) return result;
    move_values(tlm::TLM_READ_COMMAND, result.values.emplace());
    return result;
}

/// Fills the memories. It cannot be done earlier, since the sockets are bound only now.
void ClockedMachine::start_of_simulation()
{
    if (task_.initial == nullptr) return;
    model::TensorValues initial = *task_.initial;
    move_values(tlm::TLM_WRITE_COMMAND, initial);
}

sim::SimulationResult ClockedMachine::run()
{
    try {
        sc_core::sc_start();
    } catch (const sc_core::sc_report& report) {  // what a method has thrown
        const std::string text = report.get_msg();
        if (text.find(EdgeTimes::too_long) != std::string::npos) throw OverflowError(EdgeTimes::too_long);
        throw std::runtime_error(text);
    }
    if (controller_->failure()) std::rethrow_exception(controller_->failure());
    if (generator_.failure()) std::rethrow_exception(generator_.failure());
    controller_->require_end();
    if (waveform_ != nullptr) waveform_->end();
    return read_out();
}

}  // namespace deltasim::systemc
