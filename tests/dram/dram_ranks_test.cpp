// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "dram/small_device.hpp"
#include "rooms.hpp"

// Two ranks share a channel: only its data bus and its command bus delay one for the other.

namespace deltasim::test::dram_ranks_test
{

namespace
{

constexpr Place here{};
constexpr Place there{.rank = 1};

/// Row 0 of one bank in each rank is open; then a read or a write of rank 0 is issued at clock 100.
SmallChannel both_open(bool then_write)
{
    SmallChannel channel(2);
    channel.read(here, 0);
    channel.read(there, 50);
    CHECK((then_write ? channel.write(here, 100) : channel.read(here, 100)) == 100);
    return channel;
}

}  // namespace

TEST_CASE("a read of another rank leaves a gap of tRTRS on the data bus")
{
    // Data from 105 to 109; the other rank's from 110 on, commanded at 105.
    for (const std::int64_t arrival : {104, 105, 106}) {
        SmallChannel channel = both_open(false);
        CHECK(channel.read(there, arrival) == std::max<std::int64_t>(arrival, 105));
    }
}

TEST_CASE("a write to another rank leaves a gap of tRTRS on the data bus")
{
    // After a write, data from 103 to 107: the next from 108 on, commanded at 105.
    // After a read, data from 105 to 109: the write's from 110 on, commanded at 107.
    for (const std::int64_t arrival : {104, 105, 106}) {
        SmallChannel channel = both_open(true);
        CHECK(channel.write(there, arrival) == std::max<std::int64_t>(arrival, 105));
    }
    for (const std::int64_t arrival : {106, 107, 108}) {
        SmallChannel channel = both_open(false);
        CHECK(channel.write(there, arrival) == std::max<std::int64_t>(arrival, 107));
    }
}

TEST_CASE("a read of another rank need not wait for write-to-read turnaround")
{
    // Data from 103 to 107; the read's from 108 on, commanded at 103. In the same rank it would be 109.
    for (const std::int64_t arrival : {102, 103, 104}) {
        SmallChannel channel = both_open(true);
        CHECK(channel.read(there, arrival) == std::max<std::int64_t>(arrival, 103));
    }
}

TEST_CASE("ranks activate a clock apart, as the command bus allows")
{
    SmallChannel channel(2);
    CHECK(channel.read(here, 0) == 7);
    // Activate at 1 instead of 0; the read would be legal at 8, but the data bus is free for it only at 7 + 5.
    CHECK(channel.read(there, 0) == 12);
    // Rank 0 does not delay rank 1: its second activate is tRRD_S after its first, at 6.
    CHECK(channel.read({.rank = 1, .group = 1}, 0) == 12 + 4);
}

TEST_CASE("all ranks are refreshed when that is due, a command after the other")
{
    SmallChannel channel(2, 200);
    const auto refreshes_until = [&](std::int64_t end) {
        channel.advance(end);
        return channel.count(&DramCounts::refreshes);
    };
    CHECK(refreshes_until(199) == 0);
    CHECK(refreshes_until(200) == 2);
    CHECK(refreshes_until(399) == 2);
    CHECK(refreshes_until(400) == 4);
    // Refreshed at 600 and 601: rows open from 650 and 651 on.
    CHECK(channel.read(here, 600) == 650 + 7);
    CHECK(channel.read(there, 600) == 650 + 7 + 5);
}

TEST_CASE("a rank that may wait is refreshed while the other is at work")
{
    machine::DramDevice device = small_device(2, 200);
    device.postponed_refreshes = 1;
    DramChannels channel(device);
    std::vector<std::uint64_t> counters(channel.counter_count());
    channel.count_in(counters.data());
    const auto refreshes = [&] { return channel.read_out(counters, 0).refreshes; };
    // Requests to rank 1 that come faster than they are served, so one always waits. A refresh lasts as long as 12 of
    // them.
    std::int64_t served_until = 0;
    for (int i = 0; i < 60; ++i) {
        const Place at{.rank = 1, .column = static_cast<std::uint64_t>(i) % 4};
        const std::int64_t done = channel.access(burst_number(at, 2), false, Cycles(i)).value();
        if (i > 0) CHECK(done == served_until + 6);  // tCCD_L: no request waits for a refresh
        served_until = done;
    }
    CHECK(served_until > 300);
    CHECK(refreshes() == 1);
    // Rank 1 was not refreshed at 200. At 400 its next refresh is due, and it is done at once although a request waits.
    for (int i = 60; i < 80; ++i) {
        const Place at{.rank = 1, .column = static_cast<std::uint64_t>(i) % 4};
        served_until = channel.access(burst_number(at, 2), false, Cycles(i)).value();
    }
    CHECK(refreshes() == 2 + 1);
}

}  // namespace deltasim::test::dram_ranks_test
