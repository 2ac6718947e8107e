// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <vector>

#include "dram/small_device.hpp"
#include "rooms.hpp"

// Power-down and self-refresh of an idle channel, clock by clock, and their time in closed form.

namespace deltasim::test::idle_time_test
{

namespace
{

constexpr std::int64_t after = 10;
constexpr std::int64_t tCKE = 6;
constexpr std::int64_t tXP = 8;
constexpr std::int64_t tXSDLL = 60;
constexpr Place here{};
constexpr Place next{.column = 1};

/// A channel of small_device() with this idle state.
class RestingChannel
{
public:
    RestingChannel(IdleState state, std::uint64_t tREFI, std::uint64_t idle_after = after, std::uint64_t ranks = 1)
        : channels_(device(state, tREFI, idle_after, ranks)), counters_(channels_.counter_count())
    {
        channels_.count_in(counters_.data());
    }

    std::int64_t read(const Place& at, std::int64_t arrival)
    {
        return channels_.access(burst_number(at), false, Cycles(arrival)).value() - CL - burst;
    }
    std::int64_t write(const Place& at, std::int64_t arrival)
    {
        return channels_.access(burst_number(at), true, Cycles(arrival)).value() - CWL - burst;
    }
    DramCounts counts(std::int64_t until)
    {
        channels_.advance(Cycles(until));
        channels_.count_precharges();
        return channels_.read_out(counters_, static_cast<std::uint64_t>(until));
    }

private:
    static DramDevice device(IdleState state, std::uint64_t tREFI, std::uint64_t idle_after, std::uint64_t ranks)
    {
        DramDevice device = small_device(ranks, tREFI);
        const std::int64_t wake_read = state == IdleState::self_refresh ? tXSDLL : tXP;
        device.idle = {state, idle_after, tCKE, tXP, static_cast<std::uint64_t>(wake_read)};
        return device;
    }

    DramChannels channels_;
    std::vector<std::uint64_t> counters_;
};

}  // namespace

TEST_CASE("a channel goes to power-down once no request has come for a time, and a request then waits for tXP")
{
    // Activate 0, read 7, its last data before 16: power-down from 26 on.
    for (const auto& [arrival, goes_out] : {std::pair{26, 26}, {27, 32 + 8}, {32, 40}, {33, 41}, {1000, 1008}}) {
        INFO("the second request arrives at clock " << arrival);
        RestingChannel channel(IdleState::power_down, 0);
        channel.read(here, 0);
        CHECK(channel.read(next, arrival) == goes_out);
    }
}

TEST_CASE("power-down after a write waits for its recovery")
{
    RestingChannel channel(IdleState::power_down, 0, 0);
    channel.write(here, 0);  // at 7, its last data before 14; the row may be closed at 7 + 3 + 4 + 9 = 23
    CHECK(channel.read(next, 23) == 23);
    RestingChannel later(IdleState::power_down, 0, 0);
    later.write(here, 0);
    CHECK(later.read(next, 24) == 23 + tCKE + tXP);
}

TEST_CASE("the clocks of power-down are those from its begin to the request, by whether a row is open")
{
    RestingChannel channel(IdleState::power_down, 0);
    channel.read(here, 1000);  // woken: activate 1008
    const DramCounts counts = channel.counts(5000);
    CHECK(counts.idle.precharged_power_down == 1000 - 10);
    CHECK(counts.idle.active_power_down == 5000 - (1008 + 7 + 5 + 4 + 10));
    CHECK(counts.rank_active_cycles == 7 + 5 + 4 + 10);
    CHECK(counts.idle.self_refresh == 0);
}

TEST_CASE("an idle channel in power-down wakes for every refresh: closed form of its time, however long")
{
    for (const std::int64_t rounds : {5L, 50L, 5'000L, 5'000'000'000L}) {
        INFO(rounds << " refreshes");
        RestingChannel channel(IdleState::power_down, 200);
        const DramCounts counts = channel.counts(200 * rounds + 199);
        // In power-down from 10 to 200; then in every 200 clocks for tXP and tRFC less; until the end.
        const std::int64_t round = 200 - tXP - tRFC;
        CHECK(counts.refreshes == static_cast<std::uint64_t>(rounds));
        CHECK(counts.idle.precharged_power_down == static_cast<std::uint64_t>(190 + round * (rounds - 1) + round - 1));
    }
}

TEST_CASE("ranks are woken for refreshes together")
{
    RestingChannel channel(IdleState::power_down, 200, after, 2);
    const DramCounts counts = channel.counts(200 * 1000 - 1);
    // The refresh of the second rank is issued a clock later.
    CHECK(counts.idle.precharged_power_down == 2 * (190 + 998 * (200 - tXP - 1 - tRFC) + (200 - tXP - 1 - tRFC) - 1));
}

TEST_CASE("a channel that refreshes itself closes its rows, is told of no refresh, and wakes late")
{
    RestingChannel channel(IdleState::self_refresh, 200);
    CHECK(channel.read(here, 1'000'000'000'010) == 1'000'000'000'010 + tXSDLL);
    const DramCounts counts = channel.counts(1'000'000'000'011);
    CHECK(counts.refreshes == 0);
    CHECK(counts.idle.self_refresh == 1'000'000'000'000);

    RestingChannel open(IdleState::self_refresh, 0);
    open.read(here, 0);
    // Idle from 26: the row is closed then, and self-refresh begins tRP later.
    CHECK(open.read(here, 5000) == 5000 + tXSDLL);
    const DramCounts after_two = open.counts(5001);
    CHECK(after_two.precharges == 1);
    CHECK(after_two.idle.self_refresh == 5000 - 26 - tRP);
}

TEST_CASE("a request that comes while self-refresh is prepared waits for its shortest length")
{
    RestingChannel channel(IdleState::self_refresh, 0);
    channel.read(here, 0);
    CHECK(channel.write(next, 27) == 26 + tRP + tCKE + tXP + tRCD);
}

TEST_CASE("between two self-refreshes there is a refresh by command")
{
    RestingChannel channel(IdleState::self_refresh, 200);
    channel.read(here, 1050);
    // The next refresh is due at 1200: then rows are closed; the refresh is issued tRP later and takes tRFC.
    const DramCounts counts = channel.counts(5000);
    CHECK(counts.refreshes == 1);
    CHECK(counts.precharges == 1);
    CHECK(counts.idle.self_refresh == (1050 - 10) + (5000 - 1200 - tRP - tRFC));
}

}  // namespace deltasim::test::idle_time_test
