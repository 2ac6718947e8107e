// SPDX-License-Identifier: MIT
#include "systemc/dma_engine.hpp"

#include <algorithm>
#include <string>

namespace deltasim::systemc
{

DmaEngine::DmaEngine(const sc_core::sc_module_name& name, const machine::DmaConfig& config, std::size_t memory_count,
                     bool has_contents)
    : sc_module(name), clock("clock"), memories("memories", memory_count), read_buffers("read_buffers"),
      write_buffers("write_buffers"), write_back("write_back"), board("board"), config_(config),
      has_contents_(has_contents)
{
    for (std::size_t m = 0; m < memory_count; ++m) {
        memories[m].register_nb_transport_bw(this, &DmaEngine::on_response, static_cast<int>(m));
    }
    SC_HAS_PROCESS(DmaEngine);
    SC_METHOD(dispatch);
    sensitive << clock.pos() << wake_;
    dont_initialize();
}

/// Buffers into which nothing is filled are free from the beginning.
void DmaEngine::begin_nest(const NestPlan& plan)
{
    plan_ = &plan;
    fills_.clear();
    for (const PlannedTile& tile : plan.tiles) fills_.emplace_back(tile.free_buffers, 0);
}

std::uint64_t DmaEngine::take(const BurstOrder& order)
{
    Burst& burst = bursts_.emplace_back();
    ++taken_;
    burst.order = order;
    burst.waits_for = 1;  // it waits for its beginning
    burst.arrivals.resize(1);
    const PlannedOperand& from = plan_->operands[order.step->reads];
    const PlannedOperand& to = plan_->operands[order.step->writes];
    std::uint64_t requests = 0;
    if (from.off_chip) {
        requests += read_buffers[static_cast<int>(from.buffer)]->need(from.lines(order.from), burst, 0);
    }
    if (to.off_chip) {
        WriteBufferIf& buffer = *write_buffers[static_cast<int>(to.buffer)];
        burst.target.operand = order.step->writes;
        burst.target.address = order.to;
        burst.first_line = buffer.lines_complete();
        requests += buffer.take(to.lines(order.to), burst.target);
        burst.end_line = buffer.lines_complete();
    }
    wake();
    return requests;
}

bool DmaEngine::may_begin(const Burst& burst) const
{
    if (!board->has_started(burst.order.after_step) || write_back->done() < burst.order.after_writes) return false;
    if (begun_ >= config_.channels && !is_done(begun_ + 1 - config_.channels)) return false;
    return std::all_of(burst.order.needs_tiles.begin(), burst.order.needs_tiles.end(),
                       [this](const TileFill& fill) { return is_there(fill); });
}

void DmaEngine::dispatch()
{
    const std::uint64_t edge = clock->next_edge();
    while (begun_ < taken_ && may_begin(burst(begun_ + 1))) {
        const std::uint64_t cycle = std::max(edge, next_edge_);
        if (cycle > edge || !clock->is_now(edge)) return clock->ask_for(cycle);
        next_edge_ = edge + 1;
        begin(burst(++begun_));
    }
}

void DmaEngine::begin(Burst& burst)
{
    ++under_way_;
    has_begun_.notify(sc_core::SC_ZERO_TIME);
    const PlannedOperand& from = plan_->operands[burst.order.step->reads];
    if (from.off_chip) return arrived(burst);
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_READ_COMMAND, burst.order.from, from.span_bytes);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = from.tensor;
    access.reader = &burst;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    memories[from.memory]->nb_transport_fw(payload, phase, delay);
}

void DmaEngine::arrived(OperandWaiter& waiter)
{
    auto& burst = static_cast<Burst&>(waiter);
    if (--burst.waits_for > 0) return;
    burst.is_read = true;
    write_on();
}

/// Writes bursts in the order in which they began.
void DmaEngine::write_on()
{
    while (written_ < begun_ && burst(written_ + 1).is_read) write(burst(++written_));
}

void DmaEngine::write(Burst& burst)
{
    const PlannedOperand& to = plan_->operands[burst.order.step->writes];
    if (to.off_chip) {
        WriteBufferIf& buffer = *write_buffers[static_cast<int>(to.buffer)];
        buffer.computed(burst.target, to);
        if (buffer.have_slots(burst.first_line, burst.end_line)) return finish(burst);
        burst.waits_for_slots = true;
        ++waiting_for_slots_;
        return;
    }
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_WRITE_COMMAND, burst.order.to, to.span_bytes);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = to.tensor;
    access.reader = &burst;
    if (has_contents_) disable_bytes(payload);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    memories[to.memory]->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum DmaEngine::on_response(int /*memory*/, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                          sc_core::sc_time& /*delay*/)
{
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    auto& burst = static_cast<Burst&>(*payload.get_extension<AccessExtension>()->reader);
    const bool is_read = payload.is_read();
    payload.release();
    if (is_read) {
        arrived(burst);
    } else {
        finish(burst);
    }
    return tlm::TLM_COMPLETED;
}

/// Lines of write buffers are in the DRAM, so others may get their slots.
void DmaEngine::progressed()
{
    for (std::uint64_t number = done_ + 1; waiting_for_slots_ > 0 && number <= written_; ++number) {
        Burst& waiting = burst(number);
        if (!waiting.waits_for_slots) continue;
        const std::size_t buffer = plan_->operands[waiting.order.step->writes].buffer;
        if (!write_buffers[static_cast<int>(buffer)]->have_slots(waiting.first_line, waiting.end_line)) continue;
        waiting.waits_for_slots = false;
        --waiting_for_slots_;
        finish(waiting);
        number = std::max(number, done_);
    }
    board->progressed();
}

void DmaEngine::finish(Burst& burst)
{
    burst.done = true;
    --under_way_;
    while (!bursts_.empty() && bursts_.front().done) {
        bursts_.pop_front();
        ++done_;
    }
    wake();
    board->progressed();
}

bool DmaEngine::idle() const
{
    if (done_ != taken_) return false;
    for (int b = 0; b < write_buffers.size(); ++b) {
        if (!write_buffers[b]->idle()) return false;
    }
    return true;
}

void DmaEngine::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, under_way_, std::string(name()) + ".under_way", 16);
}

}  // namespace deltasim::systemc
