// SPDX-License-Identifier: MIT
#include "systemc/write_back_unit.hpp"

namespace deltasim::systemc
{

WriteBackUnit::WriteBackUnit(const sc_core::sc_module_name& name, std::size_t memory_count, bool has_contents)
    : sc_module(name), clock("clock"), memories("memories", memory_count), buffers("buffers"), board("board"),
      has_contents_(has_contents)
{
    for (std::size_t m = 0; m < memory_count; ++m) {
        memories[m].register_nb_transport_bw(this, &WriteBackUnit::on_response, static_cast<int>(m));
    }
    SC_HAS_PROCESS(WriteBackUnit);
    SC_METHOD(results);
    sensitive << clock.pos();
    dont_initialize();
}

void WriteBackUnit::expect(IssuedStep& step)
{
    ++step.holders;
    if (!step.on_chip.empty()) steps_.push_back(&step);
}

void WriteBackUnit::result_at(IssuedStep& step, std::uint64_t cycle)
{
    if (step.on_chip.empty() && step.off_chip.empty()) return;
    results_.push({cycle, step.number, &step});
    clock->ask_for(results_.top().cycle);
}

/// Called at an edge of the array's clock, before any step is issued at it.
void WriteBackUnit::results()
{
    const std::uint64_t now = clock->last_edge();
    bool any = false;
    while (!results_.empty() && results_.top().cycle <= now) {
        IssuedStep& step = *results_.top().step;
        results_.pop();
        any = true;
        step.has_result = true;
        for (const ResultTarget& target : step.off_chip) {
            const PlannedOperand& operand = plan_->operands[target.operand];
            buffers[static_cast<int>(operand.buffer)]->computed(target, operand);
        }
        if (step.on_chip.empty()) board->release(step);
    }
    if (!any) return;
    while (!steps_.empty() && steps_.front()->has_result) {
        IssuedStep& step = *steps_.front();
        steps_.pop_front();
        for (const ResultTarget& target : step.on_chip) send(step, target);
        board->release(step);
    }
    if (!results_.empty()) clock->ask_for(results_.top().cycle);
    board->progressed();
}

void WriteBackUnit::send(const IssuedStep& step, const ResultTarget& target)
{
    const PlannedOperand& operand = plan_->operands[target.operand];
    tlm::tlm_generic_payload& payload = pool_.take(tlm::TLM_WRITE_COMMAND, target.address, operand.span_bytes);
    auto& access = *payload.get_extension<AccessExtension>();
    access.tensor = operand.tensor;
    access.repeats = operand.repeats;
    access.number = sent_++;
    taken_ahead_.push_back(false);
    done_ahead_.push_back(false);
    if (!target.values.empty()) {
        for (std::size_t lane = 0; lane < step.plan->step->lanes; ++lane) {
            operand.format.put(target.values[lane],
                               access.data.data() + lane * operand.lane_words * operand.word_bytes);
        }
    }
    if (target.values.empty() && has_contents_) disable_bytes(payload);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    memories[operand.memory]->nb_transport_fw(payload, phase, delay);
    if (access.taken) advance(taken_ahead_, taken_, access.number);
}

tlm::tlm_sync_enum WriteBackUnit::on_response(int /*memory*/, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                              sc_core::sc_time& /*delay*/)
{
    if (phase == LAST_LINE_TAKEN) {
        advance(taken_ahead_, taken_, payload.get_extension<AccessExtension>()->number);
        board->progressed();
        return tlm::TLM_ACCEPTED;
    }
    advance(done_ahead_, done_, payload.get_extension<AccessExtension>()->number);
    payload.release();
    board->progressed();
    return tlm::TLM_COMPLETED;
}

void WriteBackUnit::advance(std::deque<bool>& ahead, std::uint64_t& first, std::uint64_t number)
{
    ahead[number - first] = true;
    while (!ahead.empty() && ahead.front()) {
        ahead.pop_front();
        ++first;
    }
}

}  // namespace deltasim::systemc
