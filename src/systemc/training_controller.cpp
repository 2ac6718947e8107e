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

/// Kinds of step: each counts once, however often it runs.
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
      read_buffers("read_buffers"), write_buffers("write_buffers"), config_(config), work_(std::move(work)),
      time_(time), array_edges_(array_edges), steps_(steps), ledger_(ledger), hooks_(std::move(hooks)),
      started_of_last_(config.lookahead_steps + 1, false)
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
    } catch (...) {  // exceptions do not cross the SystemC kernel
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
    for (std::size_t b = 0; b < plan.reads.size(); ++b) write(b, plan.reads[b]);
    const auto first_write = static_cast<std::size_t>(read_buffers.size());
    for (std::size_t b = 0; b < plan.writes.size(); ++b) write(first_write + b, plan.writes[b]);
}

void TrainingController::run_nest(const schedule::LoopNest& nest, std::size_t first_kind)
{
    const std::vector<AccessesByTensor> before = hooks_.accesses();
    plan_ = plan_nest(nest, work_.context, first_kind);
    SC_REPORT_INFO_VERB(name(), (std::string(name_of(nest.phase)) + " of layer " + std::to_string(nest.layer)).c_str(),
                        sc_core::SC_LOW);
    phase_shown_ = static_cast<unsigned>(nest.phase) + 1;
    configure(plan_);
    hooks_.begin_nest(plan_);
    ledger_.begin_nest(end_);
    cursor_.emplace(plan_);
    has_next_ = cursor_->next();
    generator->begin(plan_, issued_ + 1);
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
    requests_ = ledger_.answered();  // write buffers have been emptied, too
    end_ = end_ticks;
    if (end > sc_core::sc_time_stamp()) wait(end - sc_core::sc_time_stamp());
}

bool TrainingController::nest_is_done() const
{
    if (has_next_ || started_ != issued_ || !generator->idle() || !write_back->idle()) return false;
    for (int b = 0; b < write_buffers.size(); ++b) {
        if (!write_buffers[b]->idle()) return false;
    }
    return true;
}

/// When both units have no work left and their results are out.
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
    ledger_.settle();
    may_issue_.notify(sc_core::SC_ZERO_TIME);
    if (started_ == issued_) progress_.notify(sc_core::SC_ZERO_TIME);
}

void TrainingController::arrived(IssuedStep& step)
{
    if (--step.waits_for == 0) wake(step);
}

void TrainingController::wake(IssuedStep& step) { (step.of_lanes() ? lanes : row_end)->wake(); }

void TrainingController::progressed()
{
    while (!rooms_.empty() && has_room(rooms_.front())) {
        IssuedStep& step = *rooms_.front().step;
        rooms_.pop_front();
        step.room = time_.now();
        arrived(step);
    }
    if (!has_next_ && started_ == issued_) progress_.notify(sc_core::SC_ZERO_TIME);
}

/// An edge: results that leave the array at it go first.
void TrainingController::tick() { may_issue_.notify(sc_core::SC_ZERO_TIME); }

void TrainingController::issue()
{
    if (!has_next_) return;
    const std::uint64_t number = issued_ + 1;
    if (number > config_.lookahead_steps && !has_started(number - config_.lookahead_steps)) return;
    std::uint64_t edge = clock->next_edge();
    if (has_issued_ && edge <= last_edge_) edge = last_edge_ + 1;
    if (!clock->is_now(edge)) return clock->ask_for(edge);
    has_issued_ = true;
    last_edge_ = edge;
    guarded([this] { issue_step(); });
    const std::uint64_t next = issued_ + 1;  // if it may not be issued yet, a step that starts says so
    if (next <= config_.lookahead_steps || has_started(next - config_.lookahead_steps)) clock->ask_for(edge + 1);
}

void TrainingController::issue_step()
{
    constexpr std::uint64_t progress_interval = 1U << 12U;  // some hundredths of a second
    IssuedStep& step = steps_.take();
    step.plan = &cursor_->step();
    step.number = ++issued_;
    step.lanes_before = lanes_issued_;
    step.rows_before = rows_issued_;
    step.issued = time_.now();
    step.waits_for = 1;  // for the end of its issue
    step.holders = 1;
    started_of_last_[step.number % started_of_last_.size()] = false;
    ++ahead_;
    ++executions_[step.plan->kind];

    wait_for_room(step);
    step.arrivals.resize(step.plan->writes - step.plan->reads);
    for (std::size_t o = step.plan->reads; o < step.plan->writes; ++o) read_operand(step, o, o - step.plan->reads);
    step.requests = requests_;
    ledger_.issued(step);
    expect_results(step);
    if (work_.values) compute_values(step);
    if (!step.on_chip.empty() || !step.off_chip.empty()) write_back->expect(step);
    if (step.of_lanes()) {
        ++lanes_issued_;
        lanes->accept(step);
    } else {
        ++rows_issued_;
        row_end->accept(step);
    }
    arrived(step);
    steps_.release(step);
    has_next_ = cursor_->next();
    if (work_.progress && issued_ % progress_interval == 0) work_.progress(issued_);
}

/// A step does not start before there is room for the results that have left the array, on chip, and that steps before
/// it will leave in the write buffers.
void TrainingController::wait_for_room(IssuedStep& step)
{
    RoomFor room{&step, write_back->sent(), {}};
    for (int b = 0; b < static_cast<int>(plan_.writes.size()); ++b)
        room.lines.push_back(write_buffers[b]->lines_wanted());
    if (has_room(room)) return;
    ++step.waits_for;
    rooms_.push_back(std::move(room));
}

bool TrainingController::has_room(const RoomFor& room) const
{
    if (write_back->taken() < room.on_chip) return false;
    for (std::size_t b = 0; b < room.lines.size(); ++b) {
        if (write_buffers[static_cast<int>(b)]->lines_written() < room.lines[b]) return false;
    }
    return true;
}

void TrainingController::read_operand(IssuedStep& step, std::size_t o, std::size_t arrival)
{
    const PlannedOperand& operand = cursor_->operand(o);
    step.arrivals[arrival].off_chip = operand.off_chip;
    if (operand.off_chip) {
        requests_ += read_buffers[static_cast<int>(operand.buffer)]->need(cursor_->lines(o), step, arrival);
        return;
    }
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_READ_COMMAND, cursor_->address(o), operand.span_bytes);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = operand.tensor;
    access.repeats = operand.repeats;
    access.step = &step;
    access.operand = arrival;
    ++step.waits_for;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    memories[operand.memory]->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum TrainingController::on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                   sc_time& /*delay*/)
{
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    const auto& access = *payload.get_extension<AccessExtension>();
    const Clock& edges = work_.memory_clocks[static_cast<std::size_t>(memory)];
    OperandArrival& arrival = access.step->arrivals[access.operand];
    arrival.there = time_.now();
    arrival.asked = edges.ticks(Cycles(static_cast<std::int64_t>(access.asked_edge)));
    arrival.taken = edges.ticks(Cycles(static_cast<std::int64_t>(access.taken_edge)));
    IssuedStep& step = *access.step;
    payload.release();
    arrived(step);
    return tlm::TLM_COMPLETED;
}

void TrainingController::expect_results(IssuedStep& step)
{
    for (std::size_t o = step.plan->writes; o < step.plan->end; ++o) {
        const PlannedOperand& operand = cursor_->operand(o);
        ResultTarget target{o, cursor_->address(o), 0, 0, {}};
        if (operand.off_chip) {
            requests_ += write_buffers[static_cast<int>(operand.buffer)]->take(cursor_->lines(o), target);
            step.off_chip.push_back(std::move(target));
        } else {
            step.on_chip.push_back(std::move(target));
        }
    }
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

/// Numbers are worked out in the order of the program, from what the memories hold as the step is issued: no step reads
/// what another of its nest writes. Results go the way of all results and are in the memory when that is written.
void TrainingController::compute_values(IssuedStep& step)
{
    const std::uint64_t lanes_used = step.plan->step->lanes;
    schedule::StepValues values{lanes_used, {}, {}, registers_};
    const auto lane_words = [&](std::size_t o) -> schedule::LaneWords {
        return {cursor_->operand(o).word_at(cursor_->address(o)), cursor_->operand(o).lane_words > 0};
    };
    for (std::size_t o = step.plan->reads; o < step.plan->writes; ++o) {
        const PlannedOperand& operand = cursor_->operand(o);
        std::vector<float>& words = values.read.emplace_back(lanes_used);
        for (std::uint64_t lane = 0; lane < lanes_used; ++lane) {
            const std::uint64_t address = cursor_->address(o) + lane * operand.lane_words * operand.word_bytes;
            move_word(operand.memory, address, tlm::TLM_READ_COMMAND, operand.format, words[lane]);
        }
        values.read_words.push_back(lane_words(o));
    }
    values.written.assign(step.plan->end - step.plan->writes, std::vector<float>(lanes_used));
    for (std::size_t o = step.plan->writes; o < step.plan->end; ++o) values.written_words.push_back(lane_words(o));
    step.plan->step->compute(values);
    for (std::vector<ResultTarget>* targets : {&step.on_chip, &step.off_chip}) {
        for (ResultTarget& target : *targets) target.values = values.written[target.operand - step.plan->writes];
    }
}

void TrainingController::trace(sc_core::sc_trace_file& file) const
{
    const std::string path = name();
    sc_core::sc_trace(&file, phase_shown_, path + ".phase", 3);
    sc_core::sc_trace(&file, ahead_, path + ".ahead", 16);
}

}  // namespace deltasim::systemc
