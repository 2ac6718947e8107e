// SPDX-License-Identifier: MIT
#include "dram/dram_channel.hpp"

#include <algorithm>
#include <bit>

#include "dram/channel_commands.hpp"

namespace deltasim::dram
{

namespace
{

Cycles cycles(std::uint64_t count) { return Cycles(static_cast<std::int64_t>(count)); }

/// The clocks from a read or write until its bank is done with it: its data have passed, and the row may be closed.
Cycles to_over(const machine::DramDevice& device, machine::DramCommand column, Cycles to_end)
{
    Cycles over = to_end;
    for (const machine::TimingRule& rule : device.rules) {
        const bool closes = rule.preceding == column && rule.following == machine::DramCommand::precharge;
        if (closes && rule.scope == machine::RuleScope::bank) over = larger(over, Cycles(rule.delay_cycles));
    }
    return over;
}

}  // namespace

DramChannel::DramChannel(const machine::DramDevice& device, std::uint32_t number, std::span<std::int64_t> open_rows)
    : state_{.rules = TimingRules(device),
             .bus = {},
             .open_rows = open_rows,
             .refreshes = RefreshSchedule(device),
             .open_time = std::vector<OpenRowTime>(device.ranks),
             .refresh_windows = std::vector<RefreshWindow>(device.ranks),
             .next_refresh = std::vector<Cycles>(device.ranks, Cycles(0)),
             .choice = RefreshChoice(device),
             .idle = IdleTime(device),
             .hold = {}},
      number_(number), closes_page_(device.page == machine::PagePolicy::closed),
      refreshes_banks_(device.refresh == machine::RefreshGranularity::per_bank),
      waiting_refreshes_(device.waiting_refreshes()),
      read_to_end_(cycles(device.read_latency_cycles + device.burst_cycles())),
      write_to_end_(cycles(device.write_latency_cycles + device.burst_cycles())),
      read_to_over_(to_over(device, machine::DramCommand::read, read_to_end_)),
      write_to_over_(to_over(device, machine::DramCommand::write, write_to_end_)),
      rank_refresh_(cycles(device.refresh_cycles)), bank_refresh_(cycles(device.bank_refresh_cycles)),
      quiet_(device.overlaps_bank_refreshes() ? bank_refresh_ : Cycles(0)),
      banks_a_group_(static_cast<std::uint32_t>(device.banks_per_group)),
      banks_a_rank_(static_cast<std::uint32_t>(device.banks_per_rank()))
{
    std::transform(device.command_cycles.begin(), device.command_cycles.end(), command_cycles_.begin(),
                   [](std::uint64_t length) { return static_cast<unsigned>(length); });
}

Cycles DramChannel::access(const DramAddress& at, bool is_write, Cycles arrival)
{
    const machine::DramCommand column = is_write ? machine::DramCommand::write : machine::DramCommand::read;

    if (state_.refreshes.next_due() <= arrival || state_.refreshes.owes_any()) refresh_until(arrival);
    if (state_.idle.rests_at(arrival)) wake_at(arrival);
    Cycles first = first_command(column, at, arrival);
    if (first >= state_.refreshes.next_due() || state_.refreshes.owes_any())
        first = refresh_before(column, at, arrival, first);
    latest_refresh_check_ = larger(latest_refresh_check_, first);

    Cycles held = not_held;
    if (state_.open_rows[at.bank.bank] != at.row) {
        held = held_since(at.bank, arrival);
        open_row(at, first);
        forget_past(arrival);
        first = larger(larger(arrival, state_.rules.earliest(column, at.bank)), state_.last_column + Cycles(1));
    }
    state_.last_column = reserve(column, first);
    state_.choice.use(at.bank);
    issue(column, at, state_.last_column);
    if (closes_page_) precharge_by_itself(at);
    const Cycles done = state_.last_column + (is_write ? write_to_end_ : read_to_end_);
    state_.idle.keep_for_request(done, state_.last_column + (is_write ? write_to_over_ : read_to_over_));
    if (held != not_held) state_.hold = later(state_.hold, RefreshHold<Cycles>{held, done});
    return done;
}

/// What access() does for requests that need only their column commands. Until the column is at its end, the bursts go
/// round the same few banks. So each row is looked at once, what they wait for is read once, and what others must wait
/// for is booked by the last burst to each bank.
std::size_t DramChannel::access_open_rows(const AddressMapping& mapping, std::uint64_t first, const DramAddress& begin,
                                          bool is_write, std::span<Cycles> times)
{
    const machine::DramCommand column = is_write ? machine::DramCommand::write : machine::DramCommand::read;
    const std::uint64_t banks = mapping.neighbour_banks();
    const Cycles apart = state_.rules.apart(column, banks);
    if (apart == TimingRules::uneven || observer_ != nullptr || state_.refreshes.owes_any()) return 0;
    const std::uint64_t end = std::min<std::uint64_t>(times.size(), mapping.neighbours(first));
    const unsigned length = command_cycles_[static_cast<std::size_t>(column)];
    const Cycles to_end = is_write ? write_to_end_ : read_to_end_;
    const Cycles due = state_.refreshes.next_due();
    CommandBus bus = state_.bus;
    Cycles earliest{0};
    Cycles time =
        larger(state_.last_column + Cycles(1), state_.rules.earliest_in_rank(column, begin.bank.rank)) - apart;
    std::uint64_t served = 0;
    for (; served < end; ++served) {
        const Cycles arrival = times[served];
        Cycles legal = larger(arrival, time + apart);
        if (served < banks) {
            const BankAddress bank = mapping.neighbour_bank(begin.bank, first + served);
            if (state_.open_rows[bank.bank] != begin.row) break;
            legal = larger(legal, state_.rules.earliest_near(column, bank));
        }
        if (legal >= due || state_.idle.rests_at(arrival)) break;
        earliest = legal;
        time = bus.reserve(legal, length);
        times[served] = time + to_end;
    }
    if (served == 0) return 0;
    state_.bus = bus;
    state_.last_column = time;
    state_.idle.keep_for_request(time + to_end, time + (is_write ? write_to_over_ : read_to_over_));
    latest_refresh_check_ = larger(latest_refresh_check_, earliest);
    book_columns(mapping, column, begin.bank, first, times.first(served), to_end);
    return served;
}

/// Books column commands of neighbouring bursts, of which `first` is at `at`. `ends`: the clocks after their data
/// beats, `to_end` after the commands.
void DramChannel::book_columns(const AddressMapping& mapping, machine::DramCommand column, const BankAddress& at,
                               std::uint64_t first, std::span<const Cycles> ends, Cycles to_end)
{
    const std::uint64_t banks = mapping.neighbour_banks();
    const auto banks_log = static_cast<unsigned>(std::countr_zero(banks));
    const std::uint64_t last_round = ends.size() - std::min<std::uint64_t>(ends.size(), banks);
    for (std::uint64_t i = state_.choice.watches() ? 0 : last_round; i < ends.size(); ++i) {
        const BankAddress bank = mapping.neighbour_bank(at, first + i);
        state_.choice.use(bank);
        if (i < last_round) continue;
        state_.rules.issue_near(column, bank, ends[i] - to_end);
        count(bank.bank, column, (i >> banks_log) + 1);
    }
    state_.rules.issue_far(column, at, ends.back() - to_end);
}

void DramChannel::count_precharges() const
{
    for (std::size_t bank = 0; bank < state_.open_rows.size(); ++bank) {
        std::uint64_t* const of_bank = counters_ + bank * bank_counter_count;
        const std::uint64_t open = state_.open_rows[bank] == no_row ? 0 : 1;
        of_bank[static_cast<std::size_t>(machine::DramCommand::precharge)] =
            of_bank[static_cast<std::size_t>(machine::DramCommand::activate)] - open;
    }
}

void DramChannel::advance(Cycles until)
{
    refresh_until(until);
    rest_before(until);
    latest_refresh_check_ = larger(latest_refresh_check_, until);
    for (Cycles& next : state_.next_refresh) next = larger(next, until);
    state_.rules.forget_before(until);
    count_open_time(until);
}

/// The auto-precharge of a bank. It takes no clock of the bus, and the rules between precharges of different banks do
/// not apply to it.
void DramChannel::precharge_by_itself(const DramAddress& at)
{
    const Cycles time = state_.rules.earliest_in_bank(machine::DramCommand::precharge, at.bank);
    state_.rules.precharge_by_itself(at.bank, time);
    state_.open_rows[at.bank.bank] = no_row;
    state_.open_time[at.bank.rank].close(time);
    if (state_.idle.kind() == machine::IdleState::standby) return;
    state_.idle.keep_until(
        larger(time + Cycles(1), state_.rules.earliest_in_bank(machine::DramCommand::activate, at.bank)));
}

/// Forgets what no later command can depend on: requests do not arrive before `arrival`, the bus does not go back
/// further than its window, and a refresh does not begin before it is due.
void DramChannel::forget_past(Cycles arrival)
{
    const Cycles past =
        larger(arrival, std::min(state_.last_column - Cycles(CommandBus::window), state_.refreshes.next_due()));
    state_.rules.forget_before(past);
    if (++misses_since_count_ == misses_a_count) count_open_time(past);
}

void DramChannel::count_open_time(Cycles until)
{
    for (std::uint32_t rank = 0; rank < state_.open_time.size(); ++rank) {
        state_.open_time[rank].count_until(until, rank_counters(rank));
    }
    misses_since_count_ = 0;
}

void DramChannel::observe(machine::DramCommand command, const DramAddress& at, Cycles time, bool auto_precharge,
                          bool whole_rank)
{
    IssuedCommand issued{
        .clock = time, .command = command, .auto_precharge = auto_precharge, .whole_rank = whole_rank, .at = at};
    issued.at.channel = number_;
    observer_->on_command(issued);
}

}  // namespace deltasim::dram
