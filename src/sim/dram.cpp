// SPDX-License-Identifier: MIT
#include "sim/dram.hpp"

namespace deltasim
{

Dram::Dram(sc_core::sc_module_name name, const DramDevice& device, Clock clock, CounterLayout& layout)
    : sc_module(name), device_(device), clock_(clock), channel_(device),
      first_counter_(layout.add(AccessCounters::size + channel_counter_count))
{
}

void Dram::count_in(Counts& counts)
{
    counters_ = &counts[first_counter_];
    channel_.count_in(counters_ + AccessCounters::size);
}

Service Dram::access(const LineRun& bursts, AccessKind kind, Ticks earliest)
{
    const Cycles arrival = clock_.cycle_at_or_after(earliest);
    Cycles done = arrival;
    for (std::uint64_t i = 0; i < bursts.count; ++i) {
        const std::uint64_t burst = bursts.same_line ? bursts.first : bursts.first + i;
        done = channel_.access(burst, kind.direction == Direction::write, arrival);
    }
    counters_[AccessCounters::index(kind)] += bursts.count;
    return {clock_.ticks(arrival), clock_.ticks(done)};
}

/// With the row on top, addresses a whole row of every bank apart differ in nothing but the row.
AddressView Dram::address_view() const
{
    if (device_.mapping.front() != AddressField::row) return {};
    return {device_.row_bytes() * device_.banks(),
            channel_.column_bits() * device_.burst_bytes() + device_.burst_bytes() - 1};
}

Ticks Dram::next_deadline() const { return channel_.refreshes() ? clock_.ticks(channel_.next_refresh()) : no_deadline; }

MemoryCounts Dram::read_out(const Counts& counts) const
{
    MemoryCounts result;
    result.name = "dram";
    result.level = "dram";
    result.access_bits = device_.burst_bytes() * 8;
    result.by_tensor = AccessCounters::read_out(counts, first_counter_);
    const ReadsWrites total = result.total();
    result.busiest_port_cycles = checked_multiply(checked_add(total.reads, total.writes), device_.burst_cycles());
    result.clock_hz = static_cast<double>(device_.clock_hz);
    return result;
}

DramCounts Dram::commands(const Counts& counts) const
{
    const auto counter = [&](ChannelCounter which) {
        return counts[first_counter_ + AccessCounters::size + static_cast<std::size_t>(which)];
    };
    DramCounts commands;
    commands.activates = counter(ChannelCounter::activates);
    commands.precharges = counter(ChannelCounter::precharges);
    commands.reads = counter(ChannelCounter::reads);
    commands.writes = counter(ChannelCounter::writes);
    commands.refreshes = counter(ChannelCounter::refreshes);
    commands.row_hits = counter(ChannelCounter::row_hits);
    commands.row_misses = counter(ChannelCounter::row_misses);
    return commands;
}

}  // namespace deltasim
