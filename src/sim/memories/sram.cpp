// SPDX-License-Identifier: MIT
#include "sim/memories/sram.hpp"

#include <algorithm>
#include <bit>

namespace deltasim::sim
{

Sram::Sram(sc_core::sc_module_name name, const machine::OnChipMemoryConfig& config, Clock clock, CounterLayout& layout)
    : sc_module(name), config_(config), clock_(clock),
      latency_(clock.ticks(Cycles(static_cast<std::int64_t>(config.latency_cycles)))),
      ports_a_bank_(config.ports_per_bank()), banks_(config.banks), lines_a_bank_(config.lines_per_bank()),
      serving_(config.refresh ? ServingClocks(config.refresh->interval_cycles) : ServingClocks()),
      state_{std::vector<Ticks>(config.banks * ports_a_bank_, Ticks(0)),
             std::vector<Ticks>(config.banks * 2, Ticks(0))},
      first_counter_(layout.add(queued_cycles, "accesses to " + config.name))
{
    layout.add(1, "clocks for which accesses to " + config.name + " wait for its ports");
    layout.add(core_accesses - queued_cycles, "accesses to " + config.name);
}

std::uint64_t Sram::bank_of(std::uint64_t line) const
{
    return config_.interleaving == machine::Interleaving::low_order ? banks_.remainder(line)
                                                                    : lines_a_bank_.divide(line);
}

/// Calls `serve(bank, times)` for each bank that the accesses go to, with their number.
template <class Serve>
void Sram::each_bank(const LineRun& lines, const Serve& serve) const
{
    std::uint64_t bank = bank_of(lines.first);
    if (lines.same_line || lines.count == 1) {
        serve(bank, lines.count);
    } else if (config_.interleaving == machine::Interleaving::low_order) {
        const bool once = lines.count <= config_.banks;
        const std::uint64_t banks = once ? lines.count : config_.banks;
        const std::uint64_t rounds = once ? 1 : banks_.divide(lines.count);
        const std::uint64_t more = once ? 0 : lines.count - rounds * banks;
        for (std::uint64_t i = 0; i < banks; ++i) {
            serve(bank, i < more ? rounds + 1 : rounds);
            if (++bank == config_.banks) bank = 0;
        }
    } else {
        std::uint64_t in_bank = lines_a_bank_.value() - lines_a_bank_.remainder(lines.first);
        for (std::uint64_t left = lines.count; left > 0; ++bank) {
            const std::uint64_t times = std::min(left, in_bank);
            serve(bank, times);
            left -= times;
            in_bank = lines_a_bank_.value();
        }
    }
}

/// Of two ports for both directions, the first if it is free, else the port that is free earlier.
Ticks& Sram::either_port(std::uint64_t bank, Ticks arrival)
{
    Ticks& first = state_.port_free[bank];
    Ticks& second = state_.port_free[config_.banks + bank];
    return first <= arrival || first <= second ? first : second;
}

/// Serves accesses that arrive at `arrival` through one port of each bank, free from `free` on.
void Sram::take_lines(Ticks* free, const LineRun& lines, Ticks arrival, Taken& taken)
{
    const bool neighbours = !lines.same_line && lines.count <= config_.banks &&
                            config_.interleaving == machine::Interleaving::low_order && serving_.all();
    if (!neighbours) {
        return each_bank(lines,
                         [&](std::uint64_t bank, std::uint64_t times) { take(free[bank], arrival, times, taken); });
    }
    // Mostly all ports are free.
    const std::uint64_t bank = bank_of(lines.first);
    const std::uint64_t before_end = std::min(lines.count, config_.banks - bank);
    for (const std::span<Ticks> ports :
         {std::span(free + bank, before_end), std::span(free, lines.count - before_end)}) {
        if (std::all_of(ports.begin(), ports.end(), [&](Ticks port) { return port <= arrival; })) {
            std::fill(ports.begin(), ports.end(), arrival + clock_.period());
        } else {
            for (Ticks& port : ports) take(port, arrival, 1, taken);
        }
    }
}

/// take() where some clocks do not serve.
void Sram::take_between_refreshes(Ticks& free, Ticks arrival, std::uint64_t times, Taken& taken)
{
    const std::uint64_t arrived = cycle(arrival);
    const std::uint64_t first = serving_.first_from(free <= arrival ? arrived : cycle(free));
    const std::uint64_t last = serving_.later(first, times - 1);
    taken.queued += times * (first - arrived) + serving_.distances(first, times);
    const Ticks accepted = clock_.ticks(Cycles(static_cast<std::int64_t>(last)));
    free = accepted + clock_.period();
    taken.last = larger(taken.last, accepted);
}

Service Sram::served(const Taken& taken, const LineRun& lines, AccessKind kind)
{
    counters_[queued_cycles] += taken.queued;
    counters_[AccessCounters::index(kind)] += lines.count;
    return {taken.last, taken.last + latency_};
}

Service Sram::access_by_engine(const LineRun& lines, AccessKind kind, Ticks arrival)
{
    Taken taken{arrival};
    const std::size_t port = kind.direction == Direction::read ? 0 : 1;
    take_lines(&state_.engine_free[port * config_.banks], lines, arrival, taken);
    counters_[engine_accesses] += lines.count;
    return served(taken, lines, kind);
}

Service Sram::access(const LineRun& lines, AccessKind kind, Ticks earliest)
{
    const Ticks arrival = clock_.edge_at_or_after(earliest);
    if (kind.by_engine) return access_by_engine(lines, kind, arrival);
    if (kind.by_cores) {
        counters_[AccessCounters::index(kind)] += lines.count;
        counters_[core_accesses] += lines.count;
        return {arrival, arrival};
    }
    Taken taken{arrival};
    if (config_.ports == machine::Ports::two_rw) {
        each_bank(lines, [&](std::uint64_t bank, std::uint64_t times) {
            for (; times > 0; --times) take(either_port(bank, arrival), arrival, 1, taken);
        });
    } else {
        const std::size_t port = ports_a_bank_ == 2 && kind.direction == Direction::write ? 1 : 0;
        take_lines(&state_.port_free[port * config_.banks], lines, arrival, taken);
    }
    return served(taken, lines, kind);
}

AddressView Sram::address_view() const
{
    const std::uint64_t line_bytes = config_.width_bits / 8;
    const std::uint64_t word_bits = std::has_single_bit(line_bytes) ? line_bytes - 1 : 0;
    AddressView view;
    if (config_.interleaving == machine::Interleaving::low_order) {
        view.period_bytes = line_bytes * config_.banks;
        view.bank_step_bytes = line_bytes;
        view.like_banks = config_.banks;
    }
    view.unseen_bits = word_bits;
    return view;
}

MemoryCounts Sram::read_out(const Counts& counts, Ticks end) const
{
    MemoryCounts result;
    result.name = config_.name;
    result.level = machine::on_chip_kind_names[config_.kind];
    result.access_bits = config_.width_bits;
    result.by_tensor = AccessCounters::read_out(counts, first_counter_);
    result.queued_cycles = counts[first_counter_ + queued_cycles];
    const ReadsWrites total = result.total();
    const std::uint64_t by_engine = counts[first_counter_ + engine_accesses];
    const std::uint64_t by_cores = counts[first_counter_ + core_accesses];
    const auto end_cycle = static_cast<std::uint64_t>(clock_.cycle_at_or_after(end).value());
    const bool refreshes = config_.refresh && end_cycle > 0;
    const std::uint64_t refreshes_a_bank = refreshes ? (end_cycle - 1) / config_.refresh->interval_cycles : 0;
    result.row_refreshes = checked_multiply(refreshes_a_bank, config_.banks);
    result.busiest_port_cycles =
        std::max(divide_up(checked_add(total.reads, total.writes) - by_engine - by_cores, state_.port_free.size()),
                 divide_up(by_engine, state_.engine_free.size())) +
        refreshes_a_bank;
    result.clock_hz = static_cast<double>(config_.clock_hz);
    return result;
}

}  // namespace deltasim::sim
