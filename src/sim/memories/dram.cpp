// SPDX-License-Identifier: MIT
#include "sim/memories/dram.hpp"

#include <algorithm>

namespace deltasim::sim
{

Dram::Dram(sc_core::sc_module_name name, const machine::DramDevice& device, Clock clock, CounterLayout& layout)
    : sc_module(name), device_(device), clock_(clock), channels_(device),
      first_counter_(layout.add(AccessCounters::size + channels_.counter_count(), "accesses to the DRAM"))
{
}

void Dram::count_in(Counts& counts)
{
    counters_ = &counts[first_counter_];
    channels_.count_in(counters_ + AccessCounters::size);
}

Service Dram::access(const LineRun& bursts, AccessKind kind, Ticks earliest)
{
    const Cycles arrival = clock_.cycle_at_or_after(earliest);
    Cycles done = arrival;
    for (std::uint64_t first = 0; first < bursts.count; first += most_requests_together) {
        const std::span part = std::span(times_).first(std::min(most_requests_together, bursts.count - first));
        std::fill(part.begin(), part.end(), arrival);
        serve({bursts.line(first), part.size(), bursts.same_line}, kind, part);
        done = part.back();
    }
    return {clock_.ticks(arrival), clock_.ticks(done)};
}

void Dram::access_each(const LineRun& bursts, AccessKind kind, std::span<Ticks> times)
{
    const std::span cycles = std::span(times_).first(times.size());
    std::transform(times.begin(), times.end(), cycles.begin(),
                   [&](Ticks time) { return clock_.cycle_at_or_after(time); });
    serve(bursts, kind, cycles);
    std::transform(cycles.begin(), cycles.end(), times.begin(), [&](Cycles cycle) { return clock_.ticks(cycle); });
}

void Dram::serve(const LineRun& bursts, AccessKind kind, std::span<Cycles> times)
{
    const bool is_write = kind.direction == Direction::write;
    if (observer_ != nullptr) {
        for (std::size_t i = 0; i < times.size(); ++i) {
            observer_->on_request(bursts.line(i) * device_.burst_bytes(), is_write, times[i]);
        }
    }
    channels_.access_each(bursts.first, bursts.same_line, is_write, times);
    counters_[AccessCounters::index(kind)] += times.size();
}

DramState Dram::canonical() const
{
    DramState canonical = state_;
    for (const dram::DramChannel& channel : channels_.all()) {
        const dram::RefreshHold<Cycles>& held = channel.hold();
        canonical.hold =
            dram::later(canonical.hold, dram::RefreshHold<Ticks>{clock_.ticks(held.begin), clock_.ticks(held.end)});
    }
    return canonical;
}

/// If the row is the most significant field, addresses at the distance of one row in every bank differ only in the row.
/// If the bank within its group comes right below the row (or below the rank that is below the row), and all banks are
/// refreshed at once, addresses at the distance of one row in one bank of every group are served alike, as long as they
/// lie in one rank. If, besides, the bank group comes right below the column, addresses in other groups of the same
/// rows are, too.
AddressView Dram::address_view() const
{
    if (!channels_.mapping().row_on_top()) return {};
    const std::uint64_t column = channels_.mapping().column_bits() * device_.burst_bytes();
    const std::uint64_t period = device_.row_of_all_banks_bytes();
    const bool alike = channels_.mapping().bank_below_row() && device_.refresh == machine::RefreshGranularity::all_bank;
    AddressView view;
    view.period_bytes = period;
    view.unseen_bits = column | (device_.burst_bytes() - 1);
    view.column_bits = column;
    if (!alike) return view;
    view.bank_step_bytes = channels_.mapping().bank_step() * device_.burst_bytes();
    view.like_banks = device_.banks_per_group;
    view.rank_banks = device_.banks_per_rank();
    const std::uint64_t group_bits = channels_.mapping().group_bits_below_column();
    if (group_bits == 0) return view;
    view.group_step_bytes = (group_bits & (~group_bits + 1)) * device_.burst_bytes();
    view.like_groups = device_.bank_groups;
    return view;
}

std::size_t Dram::counter_at(std::size_t counter, const StateOrigin& banks) const
{
    const std::size_t first = first_counter_ + AccessCounters::size;
    if (counter < first || counter >= first + channels_.counter_count()) return counter;
    return first + channels_.counter_at(counter - first, [&](std::size_t bank) { return banks.bank_at(bank); });
}

Ticks Dram::next_deadline() const
{
    return device_.refresh_interval_cycles > 0 ? clock_.ticks(channels_.next_refresh()) : no_deadline;
}

MemoryCounts Dram::read_out(const Counts& counts) const
{
    MemoryCounts result;
    result.name = "dram";
    result.level = "dram";
    result.access_bits = device_.burst_bytes() * 8;
    result.by_tensor = AccessCounters::read_out(counts, first_counter_);
    const ReadsWrites total = result.total();
    const std::uint64_t bursts_a_channel = divide_up(checked_add(total.reads, total.writes), device_.channels);
    result.busiest_port_cycles = checked_multiply(bursts_a_channel, device_.burst_cycles());
    result.clock_hz = static_cast<double>(device_.clock_hz);
    return result;
}

DramCounts Dram::commands(const Counts& counts, Ticks end) const
{
    return channels_.read_out(counts.values().subspan(first_counter_ + AccessCounters::size),
                              static_cast<std::uint64_t>(clock_.cycle_at_or_after(end).value()));
}

}  // namespace deltasim::sim
