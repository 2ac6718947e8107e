// SPDX-License-Identifier: MIT
#include "search/refresh_time.hpp"

#include <algorithm>
#include <limits>

#include "core/real.hpp"

namespace deltasim::search
{

namespace
{

using machine::DramCommand;
using machine::RuleScope;

/// The shortest delay from one command to another by the rules of this scope; 0 if there is none.
double delay(const machine::DramDevice& device, RuleScope scope, DramCommand preceding, DramCommand following)
{
    std::int64_t longest = 0;
    for (const machine::TimingRule& rule : device.rules) {
        if (rule.scope != scope || rule.preceding != preceding || rule.following != following || rule.window != 1)
            continue;
        longest = std::max(longest, rule.delay_cycles);
    }
    return static_cast<double>(longest);
}

bool is_refresh(DramCommand command) { return command == DramCommand::refresh || command == DramCommand::refresh_bank; }

}  // namespace

double RefreshTime::cycles(double bursts) const
{
    if (lost_cycles <= 0.0) return bursts;
    // In T clocks, at least (T - window) / interval - 1 refreshes become due and end.
    const double lost_once = lost_cycles * (1.0 + window_cycles / interval_cycles);
    return std::max(bursts, (bursts - lost_once) / (1.0 - lost_cycles / interval_cycles));
}

/// Refreshes that may not be postponed are due for all ranks at once. From then on a rank only finishes what it has
/// begun. This is at most one burst for each bank: bursts that find their row open come before the refresh is due, and
/// another row is opened only after the refresh. Then all rows of the rank are closed, and its next burst comes after
/// tRFC and tRCD. In this time no burst of the rank that is ready first passes, and of each other rank only those that
/// it has begun. Two more bursts may begin: right before the refreshes, and while they wait for the command bus.
RefreshTime refresh_time(const machine::DramDevice& device)
{
    RefreshTime time;
    const bool waits = device.waiting_refreshes() > 0 || device.refresh != machine::RefreshGranularity::all_bank;
    if (device.refresh_interval_cycles == 0 || waits || device.idle.state == machine::IdleState::self_refresh)
        return time;
    const double closed = delay(device, RuleScope::rank, DramCommand::refresh, DramCommand::activate) +
                          std::min(delay(device, RuleScope::bank, DramCommand::activate, DramCommand::read),
                                   delay(device, RuleScope::bank, DramCommand::activate, DramCommand::write));
    const double burst = real(device.burst_cycles());
    const double others = burst * real((device.ranks - 1) * device.banks_per_rank() + 2);
    // A burst that has begun waits for its precharge, its activate and its place on the pins.
    constexpr std::int64_t waits_a_burst = 3;
    std::int64_t longest = 0;
    for (const machine::TimingRule& rule : device.rules) {
        if (!is_refresh(rule.preceding) && !is_refresh(rule.following)) longest = std::max(longest, rule.delay_cycles);
    }
    time.interval_cycles = real(device.refresh_interval_cycles);
    time.window_cycles = closed + real(device.banks()) * (static_cast<double>(waits_a_burst * longest) + burst);
    // If refreshes are this close to each other, their losses may overlap.
    if (time.window_cycles < time.interval_cycles) time.lost_cycles = std::max(0.0, closed - others);
    return time;
}

}  // namespace deltasim::search
