// SPDX-License-Identifier: MIT
#include "sim/memories/flat_dram.hpp"

#include <algorithm>

namespace deltasim::sim
{

FlatDram::FlatDram(sc_core::sc_module_name name, const machine::FlatDramConfig& config, Clock clock,
                   CounterLayout& layout)
    : sc_module(name), config_(config), clock_(clock),
      latency_(clock.ticks(Cycles(static_cast<std::int64_t>(config.latency_cycles)))),
      interval_(clock.ticks(Cycles(static_cast<std::int64_t>(config.interval_cycles)))),
      first_counter_(layout.add(AccessCounters::size, "accesses to the DRAM"))
{
}

Service FlatDram::access(const LineRun& words, AccessKind kind, Ticks earliest)
{
    const Ticks first = std::max(clock_.edge_at_or_after(earliest), state_.next_access);
    const Ticks last = first + interval_ * static_cast<std::int64_t>(words.count - 1);
    state_.next_access = last + interval_;
    counters_[AccessCounters::index(kind)] += words.count;
    if (observer_ != nullptr) tell(words, kind, clock_.cycle_at_or_after(earliest));
    return {last, last + latency_};
}

void FlatDram::tell(const LineRun& words, AccessKind kind, Cycles arrival)
{
    for (std::uint64_t i = 0; i < words.count; ++i) {
        observer_->on_request(words.line(i) * line_bytes(), kind.direction == Direction::write, arrival);
    }
}

MemoryCounts FlatDram::read_out(const Counts& counts) const
{
    MemoryCounts result;
    result.name = "dram";
    result.level = "dram";
    result.access_bits = config_.width_bits;
    result.by_tensor = AccessCounters::read_out(counts, first_counter_);
    const ReadsWrites total = result.total();
    const std::uint64_t accesses = checked_add(total.reads, total.writes);
    if (accesses > 0) {
        result.busiest_port_cycles = checked_add(checked_multiply(accesses - 1, config_.interval_cycles),
                                                 std::min(config_.interval_cycles, config_.latency_cycles));
    }
    result.clock_hz = static_cast<double>(config_.clock_hz);
    return result;
}

DramCounts FlatDram::commands(const Counts& counts, Ticks end) const
{
    const ReadsWrites total = read_out(counts).total();
    DramCounts commands;
    commands.reads = total.reads;
    commands.writes = total.writes;
    commands.cycles = static_cast<std::uint64_t>(clock_.cycle_at_or_after(end).value());
    return commands;
}

}  // namespace deltasim::sim
