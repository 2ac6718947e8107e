// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "dram/small_device.hpp"
#include "rooms.hpp"

// Refresh: due every tREFI, whatever the traffic is; the rank is closed for tRFC.

namespace deltasim::test::dram_refresh_test
{

namespace
{

constexpr Place here{};
constexpr Place same_row{.column = 1};

}  // namespace

TEST_CASE("the first refresh is due at tREFI")
{
    SmallChannel channel(1, 200);
    channel.advance(199);
    CHECK(channel.count(&DramCounts::refreshes) == 0);
    channel.advance(200);
    CHECK(channel.count(&DramCounts::refreshes) == 1);
    CHECK(channel.count(&DramCounts::precharges) == 0);
}

TEST_CASE("a refreshed rank is activated tRFC later")
{
    // Refresh at 200, so no activate before 250.
    for (const std::int64_t arrival : {200, 249, 250, 251}) {
        INFO("the request arrives at clock " << arrival);
        SmallChannel channel(1, 200);
        CHECK(channel.read(here, arrival) == std::max<std::int64_t>(arrival, 250) + 7);
        CHECK(channel.count(&DramCounts::refreshes) == 1);
    }
}

TEST_CASE("a row hit goes out a clock before the refresh is due, and waits for it when it is")
{
    SECTION("before")
    {
        SmallChannel channel(1, 200);
        channel.read(here, 0);
        CHECK(channel.read(same_row, 199) == 199);
        // Precharge at 199 + tRTP = 203, refresh at 209, activate at 259, read at 266.
        CHECK(channel.read(here, 200) == 266);
        CHECK(channel.count(&DramCounts::refreshes) == 1);
        CHECK(channel.count(&DramCounts::row_hits) == 1);
    }
    SECTION("when it is due")
    {
        SmallChannel channel(1, 200);
        channel.read(here, 0);
        // Precharge at 200, refresh at 206, activate at 256, read at 263.
        CHECK(channel.read(same_row, 200) == 263);
        CHECK(channel.count(&DramCounts::precharges) == 1);
        CHECK(channel.count(&DramCounts::row_hits) == 0);
    }
}

TEST_CASE("a request that has begun is finished before the refresh")
{
    SmallChannel channel(1, 200);
    CHECK(channel.read(here, 199) == 206);  // activated at 199
    // Precharge at 199 + tRAS = 219, refresh at 225, activate at 275, read at 282.
    CHECK(channel.read(same_row, 206) == 282);
    CHECK(channel.count(&DramCounts::precharges) == 1);
    CHECK(channel.count(&DramCounts::refreshes) == 1);
}

TEST_CASE("a row conflict that would begin when a refresh is due waits for it")
{
    SmallChannel channel(1, 200);
    channel.read(here, 185);  // activate 185, read 192
    // The precharge would be legal at 205, after the refresh is due: so it is done for the refresh. Refresh at 211,
    // activate at 261, read at 268.
    CHECK(channel.read({.row = 1}, 190) == 268);
    CHECK(channel.count(&DramCounts::precharges) == 1);
}

TEST_CASE("all open banks are closed by one command and counted each")
{
    SmallChannel channel(1, 200);
    for (std::uint64_t bank = 0; bank < 3; ++bank) channel.read({.bank = bank}, 0);
    channel.advance(200);
    CHECK(channel.count(&DramCounts::precharges) == 3);
    CHECK(channel.read(here, 201) == 200 + 6 + 50 + 7);
}

TEST_CASE("a device without refresh is never refreshed, however long it runs")
{
    SmallChannel channel(1, 0);
    CHECK(channel.read(here, 0) == 7);
    CHECK(channel.read(same_row, 1'000'000'000) == 1'000'000'000);
    channel.advance(2'000'000'000);
    CHECK(channel.count(&DramCounts::refreshes) == 0);
}

TEST_CASE("a device that is refreshed all the time fails instead of waiting for ever")
{
    SmallChannel channel(1, 40);  // a refresh takes 50
    CHECK_THROWS_WITH(channel.read(here, 100), "DRAM channel 0: a request has waited for 1000000 refreshes: the "
                                               "device's timing leaves no time between refreshes");
}

TEST_CASE("a long gap is the same as stepping through it")
{
    for (const std::uint64_t ranks : {1U, 2U, 4U}) {
        for (const std::int64_t gap : {150, 799, 800, 801, 999, 1000, 1037, 12'345, 100'000}) {
            INFO("ranks " << ranks << ", gap " << gap);
            SmallChannel leaping(ranks, 200);
            SmallChannel stepping(ranks, 200);
            leaping.read(here, 30);
            stepping.read(here, 30);
            for (std::int64_t now = 60; now < 30 + gap; now += 7) stepping.advance(now);
            for (std::uint64_t rank = 0; rank < ranks; ++rank) {
                const Place at{.rank = rank, .row = 3};
                CHECK(leaping.read(at, 30 + gap) == stepping.read(at, 30 + gap));
            }
            leaping.advance(30 + gap + 5000);
            stepping.advance(30 + gap + 5000);
            CHECK(leaping.counts() == stepping.counts());
        }
    }
}

TEST_CASE("what several ranks have postponed is done at the same clocks, whenever the channel is asked to go on")
{
    std::mt19937 random(1);
    for (int run = 0; run < 200; ++run) {
        DramDevice device = small_device(4, 220);
        device.postponed_refreshes = 1 + random() % 8;
        DramChannels leaping(device);
        DramChannels stepping(device);
        std::vector<std::uint64_t> leaps(leaping.counter_count());
        std::vector<std::uint64_t> steps(stepping.counter_count());
        leaping.count_in(leaps.data());
        stepping.count_in(steps.data());
        std::int64_t now = 0;
        INFO("run " << run);
        for (int i = 0; i < 200; ++i) {
            const Place at{.rank = random() % 4, .group = random() % 2, .bank = random() % 4, .row = random() % 3};
            const bool is_write = random() % 2 == 0;
            const auto gap = static_cast<std::int64_t>(random() % (i % 20 == 0 ? 400 : 30));
            for (std::int64_t clock = now; clock < now + gap; clock += 5) stepping.advance(Cycles(clock));
            now += gap;
            CHECK(leaping.access(burst_number(at, 4), is_write, Cycles(now)) ==
                  stepping.access(burst_number(at, 4), is_write, Cycles(now)));
        }
        leaping.advance(Cycles(now + 1000));
        stepping.advance(Cycles(now + 1000));
        CHECK(leaps == steps);
    }
}

TEST_CASE("finish counts every refresh, at the end of busy traffic and of idle time")
{
    std::mt19937 random(1);
    for (int run = 0; run < 50; ++run) {
        const std::int64_t interval = 120 + static_cast<std::int64_t>(random() % 200);
        SmallChannel channel(1, static_cast<std::uint64_t>(interval));
        std::int64_t now = 0;
        for (int i = 0; i < 100; ++i) {
            const Place at{.group = random() % 2, .bank = random() % 4, .row = random() % 3, .column = random() % 4};
            now = random() % 2 == 0 ? channel.read(at, now) : channel.write(at, now);
            if (random() % 10 == 0) now += static_cast<std::int64_t>(random() % 3000);
        }
        const std::int64_t end = now + static_cast<std::int64_t>(random() % 10'000);
        channel.advance(end);
        INFO("run " << run << ", tREFI " << interval << ", end " << end);
        CHECK(channel.count(&DramCounts::refreshes) == static_cast<std::uint64_t>(end / interval));
    }
}

TEST_CASE("a postponed refresh that comes due at the clock up to which an idle channel has advanced is not begun early")
{
    DramDevice device = small_device(1, 200);
    device.postponed_refreshes = 8;
    const auto reads_at = [&](bool stops) {
        DramChannels channel(device);
        std::vector<std::uint64_t> counters(channel.counter_count());
        channel.count_in(counters.data());
        if (stops) channel.advance(Cycles(200));
        return channel.access(burst_number(here), false, Cycles(210)).value() - CL - burst;
    };
    // Refreshed at 200 in both: the row opens at 250.
    CHECK(reads_at(false) == 250 + tRCD);
    CHECK(reads_at(true) == 250 + tRCD);
}

}  // namespace deltasim::test::dram_refresh_test
