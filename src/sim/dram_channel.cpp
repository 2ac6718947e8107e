// SPDX-License-Identifier: MIT
#include "sim/dram_channel.hpp"

#include <algorithm>
#include <limits>

namespace deltasim
{

namespace
{

constexpr Cycles never{std::numeric_limits<std::int64_t>::max()};

Cycles cycles(std::uint64_t count) { return Cycles(static_cast<std::int64_t>(count)); }

}  // namespace

DramChannel::DramChannel(const DramDevice& device)
    : mapping_(device), rules_(device), open_rows_(device.banks(), no_row), refresh_due_(device.ranks, never),
      next_due_(never), read_to_end_(cycles(device.read_latency_cycles + device.burst_cycles())),
      write_to_end_(cycles(device.write_latency_cycles + device.burst_cycles())),
      refresh_interval_(cycles(device.refresh_interval_cycles)),
      banks_a_rank_(static_cast<std::uint32_t>(device.bank_groups * device.banks_per_group))
{
    if (device.refresh_interval_cycles == 0) return;
    // Ranks are refreshed in turn, an equal part of tREFI apart.
    for (std::uint64_t rank = 0; rank < device.ranks; ++rank) {
        refresh_due_[rank] = cycles(device.refresh_interval_cycles * (rank + 1) / device.ranks);
    }
    find_next_refresh();
}

void DramChannel::issue(DramCommand command, const BankAddress& at, Cycles time)
{
    rules_.issue(command, at, time);
    count(static_cast<ChannelCounter>(command));
}

/// The clock at which the first command that the request needs could go out: column, activate or precharge.
Cycles DramChannel::first_command(DramCommand column, const BankAddress& at, std::int64_t row, Cycles arrival) const
{
    const std::int64_t open = open_rows_[at.bank];
    if (open == row) return larger(larger(arrival, rules_.earliest(column, at)), last_column_ + Cycles(1));
    return std::max(arrival, rules_.earliest(open == no_row ? DramCommand::activate : DramCommand::precharge, at));
}

void DramChannel::open_row(const BankAddress& at, std::int64_t row, Cycles arrival)
{
    if (open_rows_[at.bank] != no_row) {
        const Cycles earliest = std::max(arrival, rules_.earliest(DramCommand::precharge, at));
        issue(DramCommand::precharge, at, bus_.reserve(earliest));
    }
    const Cycles earliest = std::max(arrival, rules_.earliest(DramCommand::activate, at));
    issue(DramCommand::activate, at, bus_.reserve(earliest));
    open_rows_[at.bank] = row;
}

Cycles DramChannel::access(std::uint64_t burst, bool is_write, Cycles arrival)
{
    const BankAddress at = mapping_.bank(burst);
    const auto row = static_cast<std::int64_t>(mapping_.row(burst));
    const DramCommand column = is_write ? DramCommand::write : DramCommand::read;

    if (next_due_ <= arrival) skip_idle_refreshes(arrival);
    Cycles first = first_command(column, at, row, arrival);
    while (first >= next_due_) {
        refresh_next_rank();
        first = first_command(column, at, row, arrival);
    }
    latest_refresh_check_ = larger(latest_refresh_check_, first);

    if (open_rows_[at.bank] == row) {
        count(ChannelCounter::row_hits);
    } else {
        count(ChannelCounter::row_misses);
        open_row(at, row, arrival);
        first = larger(larger(arrival, rules_.earliest(column, at)), last_column_ + Cycles(1));
    }
    last_column_ = bus_.reserve(first);
    issue(column, at, last_column_);
    return last_column_ + (is_write ? write_to_end_ : read_to_end_);
}

void DramChannel::finish(Cycles end)
{
    skip_idle_refreshes(end);
    while (next_due_ <= end) refresh_next_rank();
}

/// Precharges what is open in the rank that is due first, then refreshes it.
void DramChannel::refresh_next_rank()
{
    const std::uint32_t rank = next_rank_;
    const Cycles due = refresh_due_[rank];
    Cycles precharge = due;
    std::uint64_t open = 0;
    for (std::uint32_t bank = rank * banks_a_rank_; bank < (rank + 1) * banks_a_rank_; ++bank) {
        if (open_rows_[bank] == no_row) continue;
        const BankAddress at = mapping_.place(bank);
        precharge = std::max(precharge, rules_.earliest(DramCommand::precharge, at));
        open_rows_[bank] = no_row;
        ++open;
    }
    if (open > 0) {
        rules_.issue_to_rank(DramCommand::precharge, rank, bus_.reserve(precharge));
        count(ChannelCounter::precharges, open);
    }
    rules_.issue_to_rank(DramCommand::refresh, rank, bus_.reserve(std::max(due, rules_.earliest_refresh(rank))));
    count(ChannelCounter::refreshes);
    refresh_due_[rank] += refresh_interval_;
    find_next_refresh();
}

/// Between two requests far apart every rank is refreshed once an interval, at the clock when it is due. All intervals
/// but the first and the last two are alike and are counted at once.
void DramChannel::skip_idle_refreshes(Cycles until)
{
    if (next_due_ > until) return;
    const std::int64_t intervals = (until - next_due_).value() / refresh_interval_.value();
    if (intervals < 4) return;
    for (std::size_t rank = 0; rank < refresh_due_.size(); ++rank) refresh_next_rank();
    const std::int64_t skipped = intervals - 3;
    for (Cycles& due : refresh_due_) due += Cycles(skipped * refresh_interval_.value());
    count(ChannelCounter::refreshes, static_cast<std::uint64_t>(skipped) * refresh_due_.size());
    find_next_refresh();
}

void DramChannel::find_next_refresh()
{
    next_rank_ =
        static_cast<std::uint32_t>(std::min_element(refresh_due_.begin(), refresh_due_.end()) - refresh_due_.begin());
    next_due_ = refresh_due_[next_rank_];
}

}  // namespace deltasim
