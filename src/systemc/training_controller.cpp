// SPDX-License-Identifier: MIT
#include "systemc/training_controller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "systemc/stream_registers.hpp"

namespace deltasim::systemc
{

using sc_core::sc_time;

namespace
{

/// Steps of the nest; each counts once, however often it runs.
std::size_t kinds_in(const schedule::LoopNest& nest)
{
    std::size_t kinds = 0;
    schedule::for_each_step(nest, [&](const schedule::Step&) { ++kinds; });
    return kinds;
}

}  // namespace

TrainingController::TrainingController(const sc_core::sc_module_name& name, const machine::ControllerConfig& config,
                                       ControllerWork work, const MachineTime& time, const EdgeTimes& array_edges,
                                       IssuedSteps& steps, TimeLedger& ledger, Hooks hooks)
    : sc_module(name), clock("clock"), memories("memories", work.memory_clocks.size()), configuration("configuration"),
      dram_values("dram_values"), lanes("lanes"), row_end("row_end"), write_back("write_back"), generator("generator"),
      engine("engine"), read_buffers("read_buffers"), write_buffers("write_buffers"), config_(config),
      work_(std::move(work)), time_(time), array_edges_(array_edges), steps_(steps), ledger_(ledger),
      hooks_(std::move(hooks)), started_of_last_(config.lookahead_steps + 1, false),
      values_([this](std::size_t memory, std::uint64_t address, tlm::tlm_command command, const WordFormat& format,
                     float& word) { move_word(memory, address, command, format, word); })
{
    for (std::size_t m = 0; m < memories.size(); ++m) {
        memories[m].register_nb_transport_bw(this, &TrainingController::on_response, static_cast<int>(m));
    }
    SC_HAS_PROCESS(TrainingController);
    SC_THREAD(run);
    SC_METHOD(tick);
    sensitive << clock.pos();
    dont_initialize();
    SC_METHOD(issue);
    sensitive << may_issue_;
    dont_initialize();
}

void TrainingController::guarded(const std::function<void()>& work)
{
    try {
        work();
    } catch (const sc_core::sc_unwind_exception&) {
        throw;
    } catch (...) {  // exceptions must not cross the SystemC kernel
        failure_ = std::current_exception();
        sc_core::sc_stop();
    }
}

void TrainingController::run()
{
    guarded([this] { run_program(); });
}

void TrainingController::run_program()
{
    std::size_t first_kind = 0;
    for (const schedule::LoopNest& nest : work_.program->nests) {
        executions_.resize(first_kind + kinds_in(nest), 0);
        run_nest(nest, first_kind);
        first_kind = executions_.size();
    }
    const sc_time rest = hooks_.end_run();
    if (rest > sc_core::SC_ZERO_TIME) wait(rest);
    is_over_ = true;
    sc_core::sc_stop();
}

void TrainingController::require_end() const
{
    if (is_over_) return;
    throw std::logic_error(fmt::format("{}: {}: nothing happens any more, with {} steps issued, {} started, {} results "
                                       "sent and {} taken",
                                       name(), sc_core::sc_time_stamp().to_string(), issued_, started_,
                                       write_back->sent(), write_back->taken()));
}

/// Writes the registers of the buffers that the nest uses.
void TrainingController::configure(const NestPlan& plan)
{
    const auto write = [this](std::size_t socket, const PlannedStream& stream) {
        StreamRegisters registers{static_cast<std::uint32_t>(stream.tensor)};
        tlm::tlm_generic_payload payload;
        payload.set_command(tlm::TLM_WRITE_COMMAND);
        payload.set_data_ptr(reinterpret_cast<unsigned char*>(&registers));
        payload.set_data_length(sizeof registers);
        payload.set_streaming_width(sizeof registers);
        sc_time delay = sc_core::SC_ZERO_TIME;
        configuration[static_cast<unsigned>(socket)]->b_transport(payload, delay);
    };
    std::size_t first = 0;
    const auto write_all = [&](const std::vector<PlannedStream>& streams, std::size_t buffers) {
        for (std::size_t b = 0; b < streams.size(); ++b) write(first + b, streams[b]);
        first += buffers;
    };
    write_all(plan.reads, static_cast<std::size_t>(read_buffers.size()));
    write_all(plan.writes, static_cast<std::size_t>(write_buffers.size()));
    write_all(plan.engine_reads, work_.engine_reads);
    write_all(plan.engine_writes, work_.engine_writes);
}

void TrainingController::run_nest(const schedule::LoopNest& nest, std::size_t first_kind)
{
    const std::vector<AccessesByTensor> before = hooks_.accesses();
    plan_ = plan_nest(nest, work_.context, first_kind);
    SC_REPORT_INFO_VERB(name(), (std::string(name_of(nest.phase)) + " of layer " + std::to_string(nest.layer)).c_str(),
                        sc_core::SC_LOW);
    phase_shown_ = static_cast<unsigned>(nest.phase) + 1;
    configure(plan_);
    values_.begin_nest(plan_.mapped);
    engine->begin_nest(plan_);
    turns_.assign(plan_.tiles.size(), 0);
    first_edge_of_ = held_until_ = 0;
    hooks_.begin_nest(plan_);
    ledger_.begin_nest(end_);
    cursor_.emplace(plan_);
    has_next_ = cursor_->next();
    generator->begin(plan_, issued_ + 1, engine->bursts() + 1);
    may_issue_.notify(sc_core::SC_ZERO_TIME);

    while (!nest_is_done()) wait(progress_);
    // The array may still be working. The next nest begins at an edge.
    const Ticks done = larger(array_done(), time_.now());
    const std::uint64_t edge = clock->edges().at_or_after(time_.time_of(done));
    const sc_time end = clock->edges().time_of(edge);
    const Ticks end_ticks = time_.of(end);
    NestRecord& record = nests_.emplace_back();
    record.time = ledger_.finish_nest(array_done(), end_ticks);
    record.accesses = hooks_.accesses();
    for (std::size_t m = 0; m < before.size(); ++m) {
        for (std::size_t t = 0; t < tensor_count; ++t) {
            record.accesses[m][t].reads -= before[m][t].reads;
            record.accesses[m][t].writes -= before[m][t].writes;
        }
    }
    requests_ = ledger_.answered();  // the write buffers were emptied, too
    end_ = end_ticks;
    if (end > sc_core::sc_time_stamp()) wait(end - sc_core::sc_time_stamp());
}

bool TrainingController::nest_is_done() const
{
    if (has_next_ || started_ != issued_ || !lanes->idle()) return false;
    if (!generator->idle() || !write_back->idle() || !engine->idle()) return false;
    for (int b = 0; b < write_buffers.size(); ++b) {
        if (!write_buffers[b]->idle()) return false;
    }
    return true;
}

/// The time at which both units have no work left, and all their results have left them.
Ticks TrainingController::array_done() const
{
    const std::uint64_t cycle =
        std::max({lanes->last_result(), row_end->last_result(), lanes->free_from(), row_end->free_from()});
    return time_.of(array_edges_.time_of(cycle));
}

bool TrainingController::has_started(std::uint64_t number) const
{
    if (number > issued_) return false;
    return number + config_.lookahead_steps < issued_ || number == 0 ||
           started_of_last_[number % started_of_last_.size()];
}

void TrainingController::started(IssuedStep& step)
{
    started_of_last_[step.number % started_of_last_.size()] = true;
    ++started_;
    --ahead_;
    for (int b = 0; b < read_buffers.size(); ++b) read_buffers[b]->registers_moved();
    if (plan_.mapped) engine->wake();
    ledger_.settle();
    may_issue_.notify(sc_core::SC_ZERO_TIME);
    if (started_ == issued_) progress_.notify(sc_core::SC_ZERO_TIME);
}

void TrainingController::arrived(OperandWaiter& waiter)
{
    auto& step = static_cast<IssuedStep&>(waiter);
    if (--step.waits_for == 0) return wake(step);
    if (!step.shifts.empty()) lanes->wake();
}

void TrainingController::wake(IssuedStep& step)
{
    if (step.of_lanes()) return lanes->wake();
    row_end->wake();
}

void TrainingController::progressed()
{
    while (!rooms_.empty() && has_room(rooms_.front())) {
        IssuedStep& step = *rooms_.front().step;
        rooms_.pop_front();
        step.room = time_.now();
        arrived(step);
    }
    if (plan_.mapped) engine->wake();
    if (plan_.mapped && has_next_) may_issue_.notify(sc_core::SC_ZERO_TIME);
    if (!has_next_ && started_ == issued_) progress_.notify(sc_core::SC_ZERO_TIME);
}

/// Steps are issued a delta cycle after the edge, so the results that leave the array at the edge come first.
void TrainingController::tick() { may_issue_.notify(sc_core::SC_ZERO_TIME); }

tlm::tlm_sync_enum TrainingController::on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                   sc_time& /*delay*/)
{
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    const auto& access = *payload.get_extension<AccessExtension>();
    const Clock& edges = work_.memory_clocks[static_cast<std::size_t>(memory)];
    OperandWaiter& reader = *access.reader;
    OperandArrival& arrival = reader.arrivals[access.arrival];
    arrival.is_there = true;
    arrival.there = time_.now();
    arrival.clock = &edges;
    arrival.taken = edges.ticks(Cycles(static_cast<std::int64_t>(access.taken_edge)));
    payload.release();
    arrived(reader);
    return tlm::TLM_COMPLETED;
}

void TrainingController::move_word(std::size_t memory, std::uint64_t address, tlm::tlm_command command,
                                   const WordFormat& format, float& word)
{
    std::array<unsigned char, sizeof word> bytes{};
    if (command == tlm::TLM_WRITE_COMMAND) format.put(word, bytes.data());
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(static_cast<unsigned>(format.size()));
    payload.set_streaming_width(static_cast<unsigned>(format.size()));
    if (memory < memories.size()) {
        memories[memory]->transport_dbg(payload);
    } else {
        dram_values->transport_dbg(payload);
    }
    if (command == tlm::TLM_READ_COMMAND) word = format.get(bytes.data());
}

void TrainingController::trace(sc_core::sc_trace_file& file) const
{
    const std::string path = name();
    sc_core::sc_trace(&file, phase_shown_, path + ".phase", 3);
    sc_core::sc_trace(&file, ahead_, path + ".ahead", 16);
}

}  // namespace deltasim::systemc
