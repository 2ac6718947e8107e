// SPDX-License-Identifier: MIT
#include "systemc/sram.hpp"

#include <algorithm>
#include <string>

#include "core/checked.hpp"

namespace deltasim::systemc
{

Sram::Sram(const sc_core::sc_module_name& name, const machine::OnChipMemoryConfig& config, bool keeps_contents)
    : sc_module(name), socket("socket"), engine("engine"), clock("clock"), config_(config),
      line_bytes_(config.width_bits / 8), contents_(keeps_contents),
      queues_(config.banks * (config.ports == machine::Ports::one_r_one_w ? 2 : 1)), engine_queues_(config.banks * 2)
{
    if (config.ports == machine::Ports::two_rw) {
        for (Queue& queue : queues_) queue.ports = 2;
    }
    engine.register_nb_transport_fw(this, &Sram::on_engine_request);
    socket.register_nb_transport_fw(this, &Sram::on_request);
    socket.register_transport_dbg(this, &Sram::on_debug);
    SC_HAS_PROCESS(Sram);
    SC_METHOD(edge);
    sensitive << clock.pos();
    dont_initialize();
}

bool Sram::serves(std::uint64_t edge) const
{
    return !config_.refresh || edge == 0 || edge % config_.refresh->interval_cycles != 0;
}

Sram::Queue& Sram::queue_of(std::uint64_t bank, const Payload& payload)
{
    const bool is_read = payload.is_read();
    if (payload.get_extension<AccessExtension>()->by_engine) return engine_queues_[2 * bank + (is_read ? 0 : 1)];
    if (config_.ports != machine::Ports::one_r_one_w) return queues_[bank];
    return queues_[2 * bank + (is_read ? 0 : 1)];
}

tlm::tlm_sync_enum Sram::on_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& /*delay*/)
{
    payload.get_extension<AccessExtension>()->source = source;
    take_in(payload);
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

tlm::tlm_sync_enum Sram::on_engine_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay)
{
    payload.get_extension<AccessExtension>()->by_engine = true;
    return on_request(source, payload, phase, delay);
}

void Sram::take_in(Payload& payload)
{
    auto& access = *payload.get_extension<AccessExtension>();
    contents_.serve(payload);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    access.asked_edge = clock->next_edge();
    const std::uint64_t first = payload.get_address() / line_bytes_;
    const std::uint64_t last = (payload.get_address() + payload.get_data_length() - 1) / line_bytes_;
    access.lines_left = access.repeats > 1 ? access.repeats : last - first + 1;
    ReadsWrites& accesses = accesses_[static_cast<std::size_t>(access.tensor)];
    (payload.is_read() ? accesses.reads : accesses.writes) += access.lines_left;
    if (access.by_engine) engine_lines_ += access.lines_left;
    waiting_ += static_cast<unsigned>(access.lines_left);

    const bool low_order = config_.interleaving == machine::Interleaving::low_order;
    const auto bank_of = [&](std::uint64_t line) {
        return low_order ? line % config_.banks : line / config_.lines_per_bank();
    };
    if (access.repeats > 1) {
        enter(payload, bank_of(first), access.repeats);
    } else {
        for (std::uint64_t line = first; line <= last; ++line) enter(payload, bank_of(line), 1);
    }
    ask_clock(access.asked_edge);
}

unsigned Sram::on_debug(int /*source*/, Payload& payload)
{
    contents_.serve(payload);
    return payload.get_data_length();
}

/// Lines of an access come to a bank. If others wait there, this clock's edge is still to come, or its ports are taken.
void Sram::enter(Payload& payload, std::uint64_t bank, std::uint64_t lines)
{
    Queue& queue = queue_of(bank, payload);
    const bool is_first = queue.waiting.empty();
    queue.waiting.push_back({&payload, lines});
    const std::uint64_t edge = payload.get_extension<AccessExtension>()->asked_edge;
    if (is_first && clock->is_now(edge) && serves(edge)) take_from(queue, edge);
    if (queue.waiting.empty() || queue.listed) return;
    queue.listed = true;
    busy_.push_back(&queue);
}

/// Lets the ports of one queue take what they still can at this edge.
void Sram::take_from(Queue& queue, std::uint64_t edge)
{
    if (queue.edge != edge) queue.used = 0;
    queue.edge = edge;
    while (queue.used < queue.ports && !queue.waiting.empty()) {
        Waiting& first = queue.waiting.front();
        const std::uint64_t lines = std::min(first.lines, queue.ports - queue.used);
        queue.used += lines;
        first.lines -= lines;
        Payload& payload = *first.payload;
        if (first.lines == 0) queue.waiting.pop_front();
        take_lines(payload, lines, edge);
    }
}

void Sram::take_lines(Payload& payload, std::uint64_t lines, std::uint64_t edge)
{
    auto& access = *payload.get_extension<AccessExtension>();
    queued_cycles_ += lines * (edge - access.asked_edge);
    waiting_ -= static_cast<unsigned>(lines);
    access.lines_left -= lines;
    if (access.lines_left > 0) return;
    access.taken = true;
    access.taken_edge = edge;
    responses_.push_back({edge + config_.latency_cycles, &payload});
}

void Sram::edge()
{
    const std::uint64_t edge = clock->last_edge();
    respond(edge);
    if (serves(edge)) {
        const std::size_t known = responses_.size();
        for (Queue* queue : busy_) take_from(*queue, edge);
        std::erase_if(busy_, [](Queue* queue) {
            queue->listed = !queue->waiting.empty();
            return !queue->listed;
        });
        for (std::size_t r = known; r < responses_.size(); ++r) {
            tell(*responses_[r].payload, LAST_LINE_TAKEN);
        }
    }
    ask_clock(edge + 1);
}

/// Begins the responses whose data is there.
void Sram::respond(std::uint64_t edge)
{
    while (!responses_.empty() && responses_.front().edge <= edge) {
        Payload& payload = *responses_.front().payload;
        responses_.pop_front();
        tell(payload, tlm::BEGIN_RESP);
    }
}

void Sram::tell(Payload& payload, tlm::tlm_phase phase)
{
    const auto& access = *payload.get_extension<AccessExtension>();
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    (access.by_engine ? engine : socket)[access.source]->nb_transport_bw(payload, phase, delay);
}

/// Requests the next edge, from `edge` on, at which there is something to do.
void Sram::ask_clock(std::uint64_t edge)
{
    if (!busy_.empty()) return clock->ask_for(clock->is_now(edge) ? edge + 1 : edge);
    if (!responses_.empty()) clock->ask_for(responses_.front().edge);
}

MemoryCounts Sram::read_out(std::uint64_t end) const
{
    MemoryCounts counts;
    counts.name = config_.name;
    counts.level = machine::on_chip_kind_names[config_.kind];
    counts.access_bits = config_.width_bits;
    counts.by_tensor = accesses_;
    counts.queued_cycles = queued_cycles_;
    const std::uint64_t refreshes = config_.refresh && end > 0 ? (end - 1) / config_.refresh->interval_cycles : 0;
    counts.row_refreshes = checked_multiply(refreshes, config_.banks);
    const ReadsWrites total = counts.total();
    const std::uint64_t ports = config_.banks * config_.ports_per_bank();
    const std::uint64_t lanes_lines = checked_add(total.reads, total.writes) - engine_lines_;
    counts.busiest_port_cycles =
        std::max(divide_up(lanes_lines, ports), divide_up(engine_lines_, engine_queues_.size())) + refreshes;
    counts.clock_hz = static_cast<double>(config_.clock_hz);
    return counts;
}

void Sram::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, waiting_, std::string(name()) + ".waiting", 32);
}

}  // namespace deltasim::systemc
