// SPDX-License-Identifier: MIT
#include "search/refresh_time.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "config/shipped_devices.hpp"
#include "dram/dram_channels.hpp"
#include "environment_setting.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::refresh_time_test
{

namespace
{

/// The clocks from `begin` to the last data of bursts that are all requested at once: a few streams side by side, each
/// with a stride of its own, or bursts from random places.
double saturated_cycles(const DramDevice& device, RandomSource& random, std::int64_t begin, std::uint64_t bursts)
{
    DramChannels channels(device);
    std::vector<std::uint64_t> counters(channels.counter_count(), 0);
    channels.count_in(counters.data());
    const std::uint64_t all = device.capacity_bytes() / device.burst_bytes();
    struct Stream {
        std::uint64_t at = 0;
        std::uint64_t stride = 1;
        std::uint64_t together = 1;
        bool writes = false;
    };
    std::vector<Stream> streams(random.between(1, 4));
    const std::vector<std::uint64_t> strides{1,
                                             1,
                                             1,
                                             device.row_bytes() / device.burst_bytes(),
                                             device.row_of_all_banks_bytes() / device.burst_bytes(),
                                             7,
                                             all / 3 + 1};
    for (Stream& stream : streams) {
        stream = {random.between(0, all - 1), random.one_of(strides), random.between(1, 64), random.between(0, 1) == 1};
    }
    Cycles done(begin);
    for (std::uint64_t n = 0; n < bursts;) {
        Stream& stream = streams[random.between(0, streams.size() - 1)];
        for (std::uint64_t i = 0; i < stream.together && n < bursts; ++i, ++n) {
            stream.at = (stream.at + stream.stride) % all;
            done = std::max(done, channels.access(stream.at, stream.writes, Cycles(begin)));
        }
    }
    return static_cast<double>(done.value() - begin);
}

}  // namespace

TEST_CASE("refreshes that all ranks do at once take a share of the pins' time")
{
    machine::DramDevice device;
    device.ranks = 1;
    device.burst_length = 8;
    device.refresh_interval_cycles = 10'000;
    device.rules = {{machine::RuleScope::rank, machine::DramCommand::refresh, machine::DramCommand::activate, 1, 400},
                    {machine::RuleScope::bank, machine::DramCommand::activate, machine::DramCommand::read, 1, 20},
                    {machine::RuleScope::bank, machine::DramCommand::activate, machine::DramCommand::write, 1, 15}};
    const search::RefreshTime time = search::refresh_time(device);
    CHECK(time.lost_cycles == Approx(400 + 15 - 2 * 4));
    CHECK(time.cycles(100.0) == 100.0);
    const double bursts = 1e6;
    const double cycles = time.cycles(bursts);
    CHECK(cycles > bursts * 1.04);
    CHECK(cycles - 407.0 * cycles / 10'000 <= bursts);
    // One of two ranks may finish what it has begun: one burst for each bank.
    device.ranks = 2;
    device.bank_groups = 2;
    device.banks_per_group = 4;
    CHECK(search::refresh_time(device).lost_cycles == Approx(407.0 - 8 * 4));
    device.postponed_refreshes = 8;
    CHECK(search::refresh_time(device).cycles(bursts) == bursts);
}

TEST_CASE("no bursts of any shipped device take less than the refreshes leave them")
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 40);
    double nearest = 0.0;
    for (const std::string& name : shipped_devices()) {
        DramDevice device = shipped_device(name);
        if (search::refresh_time(device).lost_cycles <= 0.0) continue;
        for (std::uint64_t seed = first; seed < first + runs / 4; ++seed) {
            RandomSource random(seed);
            INFO(name << ", seed " << seed);
            if (random.between(0, 3) == 0)
                device.page = random.one_of(std::vector{PagePolicy::open, PagePolicy::closed});
            const auto begin = static_cast<std::int64_t>(random.between(0, 3 * device.refresh_interval_cycles));
            const std::uint64_t bursts = random.between(1, 30'000);
            const double cycles = saturated_cycles(device, random, begin, bursts);
            const double at_least = search::refresh_time(device).cycles(
                static_cast<double>(bursts * device.burst_cycles()) / static_cast<double>(device.channels));
            CHECK(cycles >= at_least);
            nearest = std::max(nearest, at_least / cycles);
        }
    }
    // Streams in which the pins pause only for refreshes come near to the bound.
    CHECK(nearest > 0.97);
}

TEST_CASE("a stream that never pauses loses what refreshes take at least, and hardly more")
{
    double nearest = 0.0;
    for (const std::string& name : shipped_devices()) {
        const DramDevice device = shipped_device(name);
        const search::RefreshTime time = search::refresh_time(device);
        if (time.lost_cycles <= 0.0) continue;
        INFO(name);
        DramChannels channels(device);
        std::vector<std::uint64_t> counters(channels.counter_count(), 0);
        channels.count_in(counters.data());
        constexpr std::uint64_t refreshes = 30;
        const std::uint64_t bursts =
            refreshes * device.refresh_interval_cycles * device.channels / device.burst_cycles();
        Cycles done(0);
        for (std::uint64_t n = 0; n < bursts; ++n) done = std::max(done, channels.access(n, false, Cycles(0)));
        const auto cycles = static_cast<double>(done.value());
        const double passing =
            static_cast<double>(bursts * device.burst_cycles()) / static_cast<double>(device.channels);
        CHECK(cycles >= time.cycles(passing));
        const double lost = (cycles - passing) / (cycles / time.interval_cycles);
        nearest = std::max(nearest, time.lost_cycles / lost);
    }
    CHECK(nearest > 0.9);
}

}  // namespace deltasim::test::refresh_time_test
