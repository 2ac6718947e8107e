// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "dram/small_device.hpp"
#include "rooms.hpp"

// Tests each rule: a request that comes one clock too early is blocked until the rule allows its first command; a
// request that comes on time is not.

namespace deltasim::test::dram_channel_test
{

namespace
{

constexpr Place here{};                        // rank 0, bank group 0, bank 0, row 0
constexpr Place same_row{.column = 1};         // another burst of the open row
constexpr Place same_group{.bank = 1};         // another bank of the group
constexpr Place other_group{.group = 1};       // a bank of the other group
constexpr Place other_row{.row = 1};           // a conflict in the first bank
constexpr std::int64_t hit = 0;                // clocks from a request's first command to its column command
constexpr std::int64_t miss = tRCD;            // activate first
constexpr std::int64_t conflict = tRP + tRCD;  // precharge first

using Setup = std::function<void(SmallChannel&)>;
using Request = std::function<std::int64_t(SmallChannel&, std::int64_t arrival)>;

Request read(const Place& at)
{
    return [at](SmallChannel& channel, std::int64_t arrival) { return channel.read(at, arrival); };
}

Request write(const Place& at)
{
    return [at](SmallChannel& channel, std::int64_t arrival) { return channel.write(at, arrival); };
}

/// After `setup`, the first command of the request is blocked at `clock` - 1 and issued at `clock`; its column command
/// follows `lead` clocks later.
void check_ready_at(const Setup& setup, const Request& request, std::int64_t clock, std::int64_t lead)
{
    for (const std::int64_t arrival : {clock - 1, clock, clock + 1}) {
        INFO("the request arrives at clock " << arrival);
        SmallChannel channel;
        setup(channel);
        CHECK(request(channel, arrival) == std::max(arrival, clock) + lead);
    }
}

/// Opens row 0 of three banks long before clock 100.
void open_rows(SmallChannel& channel)
{
    channel.read(here, 0);
    channel.read(same_group, 20);
    channel.read(other_group, 40);
}

}  // namespace

TEST_CASE("a closed bank is activated when the request is there, and read tRCD later")
{
    SmallChannel channel;
    CHECK(channel.read(here, 3) == 3 + 7);
    CHECK(channel.count(&DramCounts::activates) == 1);
    CHECK(channel.count(&DramCounts::row_misses) == 1);
    CHECK(channel.count(&DramCounts::precharges) == 0);
}

TEST_CASE("data ends a latency and a burst after the column command")
{
    const DramDevice device = small_device();
    DramChannels channel(device);
    std::vector<std::uint64_t> counters(channel.counter_count());
    channel.count_in(counters.data());
    CHECK(channel.access(0, false, Cycles(0)).value() == 7 + 5 + 4);     // tRCD, CL, burst
    CHECK(channel.access(1, true, Cycles(100)).value() == 100 + 3 + 4);  // CWL, burst
}

TEST_CASE("an open row is read at once")
{
    SmallChannel channel;
    channel.read(here, 0);
    CHECK(channel.read(same_row, 50) == 50);
    CHECK(channel.count(&DramCounts::activates) == 1);
    CHECK(channel.count(&DramCounts::row_hits) == 1);
}

TEST_CASE("another row is closed not before tRAS, and opened tRP later")
{
    // Activate 0, read 7: precharge at max(0 + tRAS, 7 + tRTP) = 20, activate at 26, read at 33.
    const auto setup = [](SmallChannel& channel) { channel.read(here, 0); };
    check_ready_at(setup, read(other_row), 20, conflict);
    SmallChannel channel;
    channel.read(here, 0);
    CHECK(channel.read(other_row, 0) == 33);
    CHECK(channel.count(&DramCounts::precharges) == 1);
    CHECK(channel.count(&DramCounts::activates) == 2);
    CHECK(channel.count(&DramCounts::row_misses) == 2);
}

TEST_CASE("a row is closed tRTP after its last read")
{
    const auto setup = [](SmallChannel& channel) {
        channel.read(here, 0);
        channel.read(same_row, 30);
    };
    check_ready_at(setup, read(other_row), 30 + 4, conflict);
}

TEST_CASE("a row is closed after write recovery")
{
    // Activate 0, write 7: data from 10 to 14, then tWR 9: precharge at 23, later than tRAS.
    const auto setup = [](SmallChannel& channel) { channel.write(here, 0); };
    check_ready_at(setup, read(other_row), 23, conflict);
}

TEST_CASE("activates are tRRD_S apart, and tRRD_L within a bank group")
{
    const auto setup = [](SmallChannel& channel) { channel.read(here, 0); };
    check_ready_at(setup, read(other_group), 5, miss);
    check_ready_at(setup, read(same_group), 9, miss);
}

TEST_CASE("a fifth activate waits for the four-activate window")
{
    // Activates at 0, 5, 10 and 15, tRRD_S apart; tRRD_S would allow the fifth at 20, tFAW 26 after the first.
    const auto setup = [](SmallChannel& channel) {
        channel.read({.group = 0, .bank = 0}, 0);
        channel.read({.group = 1, .bank = 0}, 0);
        channel.read({.group = 0, .bank = 1}, 0);
        CHECK(channel.read({.group = 1, .bank = 1}, 0) == 15 + 7);
    };
    check_ready_at(setup, read({.group = 0, .bank = 2}), 26, miss);
}

TEST_CASE("reads are tCCD_S apart, and tCCD_L within a bank group")
{
    const auto setup = [](SmallChannel& channel) {
        open_rows(channel);
        CHECK(channel.read(here, 100) == 100);
    };
    check_ready_at(setup, read(other_group), 104, hit);
    check_ready_at(setup, read(same_group), 106, hit);
    check_ready_at(setup, read(same_row), 106, hit);
}

TEST_CASE("writes are tCCD_S apart, and tCCD_L within a bank group")
{
    const auto setup = [](SmallChannel& channel) {
        open_rows(channel);
        CHECK(channel.write(here, 100) == 100);
    };
    check_ready_at(setup, write(other_group), 104, hit);
    check_ready_at(setup, write(same_group), 106, hit);
}

TEST_CASE("a write follows a read when the bus has turned around")
{
    // The read's data occupies the bus from 105 to 109, then a clock is free: the write's data begins at 110, its
    // command is at 107.
    const auto setup = [](SmallChannel& channel) {
        open_rows(channel);
        channel.read(here, 100);
    };
    check_ready_at(setup, write(other_group), 107, hit);
    check_ready_at(setup, write(same_row), 107, hit);
}

TEST_CASE("a read follows a write tWTR after its data, longer within a bank group")
{
    // The write's data occupies the bus from 103 to 107; the read follows tWTR_S = 2 or tWTR_L = 8 later.
    const auto setup = [](SmallChannel& channel) {
        open_rows(channel);
        channel.write(here, 100);
    };
    check_ready_at(setup, read(other_group), 109, hit);
    check_ready_at(setup, read(same_group), 115, hit);
}

TEST_CASE("activates of later requests go out ahead of older column commands, which stay in order")
{
    SmallChannel channel;
    CHECK(channel.read(here, 0) == 7);
    CHECK(channel.read(other_row, 0) == 33);    // precharge 20, activate 26
    CHECK(channel.read(other_group, 0) == 37);  // activate at tRRD_S = 5, before the one at 26; tCCD_S after 33
    CHECK(channel.read({.group = 1, .column = 1}, 0) == 37 + 6);
}

TEST_CASE("an activate that goes out between two of older requests keeps its distance from both")
{
    // Activates at 0 and 26 in one bank. tRRD_S = 5 allows others between them from 5 to 21, tRRD_L = 9 from 9 to 17.
    for (const auto& [arrival, activate] : {std::pair{4, 5}, {21, 21}, {22, 31}}) {
        SmallChannel channel;
        channel.read(here, 0);
        channel.read(other_row, 0);
        CHECK(channel.read(other_group, arrival) == std::max(activate + 7, 33 + 4));
    }
    for (const auto& [arrival, activate] : {std::pair{4, 9}, {17, 17}, {18, 35}}) {
        SmallChannel channel;
        channel.read(here, 0);
        channel.read(other_row, 0);
        CHECK(channel.read(same_group, arrival) == std::max(activate + 7, 33 + 6));
    }
}

TEST_CASE("one command goes out a clock")
{
    // The first read is at 7; an activate that could be issued at this clock waits one clock.
    SmallChannel channel;
    channel.read(here, 0);
    CHECK(channel.read(other_group, 7) == 8 + 7);
}

TEST_CASE("every request is a hit or a miss, every miss an activate, every activate closed at most once")
{
    SmallChannel channel;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const Place at{.group = i / 3 % 2, .bank = i / 5 % 4, .row = i * i % 7, .column = i % 4};
        i % 4 == 0 ? channel.write(at, 0) : channel.read(at, 0);
    }
    CHECK(channel.count(&DramCounts::writes) == 50);
    CHECK(channel.count(&DramCounts::reads) == 150);
    CHECK(channel.count(&DramCounts::row_hits) + channel.count(&DramCounts::row_misses) == 200);
    CHECK(channel.count(&DramCounts::activates) == channel.count(&DramCounts::row_misses));
    CHECK(channel.count(&DramCounts::precharges) <= channel.count(&DramCounts::activates));
    CHECK(channel.count(&DramCounts::precharges) >= channel.count(&DramCounts::activates) - 8);
}

}  // namespace deltasim::test::dram_channel_test
