// SPDX-License-Identifier: MIT
#include "search/refresh_time.hpp"

#include <algorithm>
#include <limits>

#include "search/least_words.hpp"

namespace deltasim::search
{

namespace
{

using machine::DramCommand;
using machine::RuleScope;

/// The shortest delay of a command after another that rules of this scope set; 0 without one.
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
    // In T clocks at least (T - window) / interval - 1 refreshes are due and over.
    const double lost_once = lost_cycles * (1.0 + window_cycles / interval_cycles);
    return std::max(bursts, (bursts - lost_once) / (1.0 - lost_cycles / interval_cycles));
}

/// Refreshes that may not wait are due for all ranks at once. From then on a rank serves what has been begun: one burst
/// a bank at most, since what follows in its row comes before, and another row only after it. Then all its rows are
/// closed, and the next burst comes after tRFC and tRCD. Of the rank that is first to be there again nothing passes in
/// that time, and of each other one what had been begun; two bursts
/// more may begin right before and while the refreshes wait for the command bus.
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
    // What has been begun waits for its precharge, its activate and its place on the pins.
    constexpr std::int64_t waits_a_burst = 3;
    std::int64_t longest = 0;
    for (const machine::TimingRule& rule : device.rules) {
        if (!is_refresh(rule.preceding) && !is_refresh(rule.following)) longest = std::max(longest, rule.delay_cycles);
    }
    time.interval_cycles = real(device.refresh_interval_cycles);
    time.window_cycles = closed + real(device.banks()) * (static_cast<double>(waits_a_burst * longest) + burst);
    // Of refreshes that are so near to each other the losses may be the same.
    if (time.window_cycles < time.interval_cycles) time.lost_cycles = std::max(0.0, closed - others);
    return time;
}

}  // namespace deltasim::search
