// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "config/shipped_devices.hpp"
#include "dram/request_stream.hpp"
#include "dram/small_device.hpp"
#include "dram/timing_checker.hpp"
#include "rooms.hpp"

// What refresh costs when requests come without a pause: almost nothing for a stream while a bank or rank that it does
// not use can be refreshed; and postponing refreshes makes no traffic slower.

namespace deltasim::test::refresh_stream_test
{

namespace
{

using Burst = std::function<std::uint64_t(std::uint64_t i)>;

/// Requests that have all arrived at the beginning; their number takes several tREFI.
std::vector<BurstRequest> requests_of(std::size_t count, const Burst& burst, bool writes = false)
{
    std::vector<BurstRequest> requests;
    for (std::uint64_t i = 0; i < count; ++i) requests.push_back({burst(i), writes, 0});
    return requests;
}

double clocks(DramDevice device, const std::vector<BurstRequest>& requests)
{
    return static_cast<double>(serve(device, requests, false).end);
}

/// The share by which refresh makes these requests slower.
double loss(DramDevice device, const std::vector<BurstRequest>& requests)
{
    const double refreshed = clocks(device, requests);
    device.refresh_interval_cycles = 0;
    return refreshed / clocks(device, requests) - 1.0;
}

DramDevice with_postponed(DramDevice device, std::uint64_t refreshes)
{
    device.postponed_refreshes = refreshes;
    return device;
}

Burst random_bursts(const DramDevice& device, std::uint64_t seed)
{
    auto random = std::make_shared<std::mt19937_64>(seed);
    const std::uint64_t bursts = device.capacity_bytes() / device.burst_bytes();
    return [random, bursts](std::uint64_t) { return (*random)() % bursts; };
}

}  // namespace

TEST_CASE("a stream loses next to nothing to refreshes of single banks")
{
    const DramDevice lpddr4 = shipped_device("lpddr4_3200_8gb_x16");
    constexpr std::size_t many = 40'960;
    const auto sequential = [](std::uint64_t i) { return i; };
    const auto backwards = [](std::uint64_t i) { return many - i; };
    const std::uint64_t row = lpddr4.row_bytes() / lpddr4.burst_bytes();
    const auto every_third_row = [&](std::uint64_t i) { return i % row + i / row * 3 * row; };
    for (const std::uint64_t postponed : {0, 1, 3, 8}) {
        INFO("postponed " << postponed);
        const DramDevice device = with_postponed(lpddr4, postponed);
        CHECK(loss(device, requests_of(many, sequential)) < 0.01);
        CHECK(loss(device, requests_of(many, sequential, true)) < 0.01);
        CHECK(loss(device, requests_of(many, backwards)) < 0.01);
        CHECK(loss(device, requests_of(many, every_third_row)) < 0.01);
    }
    // All-bank refresh costs tRFC / tREFI, and closing and opening a row each time.
    DramDevice at_once = lpddr4;
    at_once.refresh = RefreshGranularity::all_bank;
    CHECK(loss(at_once, requests_of(many, sequential)) > 448.0 / 6246.0);
}

TEST_CASE("a stream with rows of another length loses next to nothing to refreshes of single banks")
{
    for (const std::uint64_t columns : {512U, 1024U, 2048U, 4096U}) {
        DramDevice device = shipped_device("lpddr4_3200_8gb_x16");
        device.columns = columns;
        INFO(columns << " columns");
        CHECK(loss(device, requests_of(40'960, [](std::uint64_t i) { return i; })) < 0.016);
    }
}

TEST_CASE("streams lose next to nothing on every device that refreshes single banks, and loops in few banks little")
{
    for (const std::string& name : shipped_devices()) {
        DramDevice device = shipped_device(name);
        if (device.bank_refresh_cycles == 0) continue;
        device.refresh = RefreshGranularity::per_bank;
        device.channels = 1;
        INFO(name);
        // Twelve tREFI of bursts.
        const std::size_t many = 12 * device.refresh_interval_cycles / device.burst_cycles();
        const auto forwards = [](std::uint64_t i) { return i; };
        CHECK(loss(device, requests_of(many, forwards)) < 0.02);
        CHECK(loss(device, requests_of(many, forwards, true)) < 0.02);
        CHECK(loss(device, requests_of(many, [=](std::uint64_t i) { return many - i; })) < 0.02);
        // A loop over one row of each bank group: its banks are always in use, and refreshed together if they can be.
        const std::uint64_t loop = device.row_bytes() / device.burst_bytes() * device.bank_groups;
        const std::uint64_t times = device.overlaps_bank_refreshes() ? 1 : device.bank_groups;
        constexpr std::uint64_t row = 110;  // clocks to close and open rows, and to begin refreshes of four banks
        const auto held = static_cast<double>(times * (device.bank_refresh_cycles + row));
        CHECK(loss(device, requests_of(many, [=](std::uint64_t i) { return i % loop; })) <
              held / static_cast<double>(device.refresh_interval_cycles));
    }
}

TEST_CASE("refreshes of single banks that overlap cost random traffic little more than those of all banks")
{
    for (const std::string& name : shipped_devices()) {
        DramDevice device = shipped_device(name);
        device.refresh = RefreshGranularity::per_bank;
        device.channels = 1;
        if (device.bank_refresh_cycles == 0 || !device.overlaps_bank_refreshes()) continue;
        INFO(name);
        const auto random = requests_of(20'000, random_bursts(device, 5));
        DramDevice all_banks = device;
        all_banks.refresh = RefreshGranularity::all_bank;
        CHECK(loss(device, random) < 1.5 * loss(all_banks, random));
    }
}

TEST_CASE("reads and writes that follow one another lose no more to refreshes of single banks than to those of all")
{
    // An update: weights are read, and written half a row later.
    const DramDevice lpddr4 = shipped_device("lpddr4_3200_8gb_x16");
    std::vector<BurstRequest> requests;
    for (std::uint64_t i = 0; i < 1280; ++i) {
        for (std::uint64_t b = 0; b < 16; ++b) requests.push_back({16 * (i + 2) + b, false, 0});
        for (std::uint64_t b = 0; b < 16; ++b) requests.push_back({16 * i + b, true, 0});
    }
    CHECK(loss(lpddr4, requests) < 0.02);
}

TEST_CASE("a stream over two ranks loses what one refresh in each tREFI takes, and next to nothing if it may wait")
{
    for (const char* name : {"ddr4_2400_8gb_x8", "ddr4_2400_8gb_x16", "ddr3_1600_4gb_x8"}) {
        INFO(name);
        const DramDevice device = shipped_device(name);
        REQUIRE(device.ranks == 2);
        const auto stream = requests_of(163'840, [](std::uint64_t i) { return i; });
        const double share =
            static_cast<double>(device.refresh_cycles) / static_cast<double>(device.refresh_interval_cycles);
        const double at_once = loss(device, stream);
        CHECK(at_once > share * 0.98);
        CHECK(at_once < share * 1.2);  // rows must also be closed and opened
        for (const std::uint64_t postponed : {1, 2, 4, 8}) {
            INFO("postponed " << postponed);
            CHECK(loss(with_postponed(device, postponed), stream) < 0.015);
        }
    }
}

TEST_CASE("refreshes that may wait make no traffic slower")
{
    for (const std::string& name : shipped_devices()) {
        const DramDevice shipped = shipped_device(name);
        if (shipped.refresh_interval_cycles == 0) continue;
        for (DramDevice device : variants(shipped)) {
            if (device.postponed_refreshes > 0) continue;
            const std::uint64_t intervals = device.refresh_interval_cycles / 20;
            const std::vector<std::vector<BurstRequest>> traffic{
                requests_of(std::max<std::size_t>(20'000, 8 * intervals), [](std::uint64_t i) { return i; }),
                requests_of(20'000 * device.channels, random_bursts(device, 1)),
                requests_of(20'000 * device.channels, random_bursts(device, 2), true),
                random_requests(device, 3, 8'000, static_cast<std::int64_t>(device.refresh_interval_cycles))};
            for (std::size_t i = 0; i < traffic.size(); ++i) {
                const double at_once = clocks(device, traffic[i]);
                for (const std::uint64_t postponed : {1, 2, 5, 8}) {
                    INFO(name << ", page " << page_policy_names[device.page] << ", refresh "
                              << refresh_granularity_names[device.refresh] << ", traffic " << i << ", postponed "
                              << postponed);
                    CHECK(clocks(with_postponed(device, postponed), traffic[i]) < at_once * 1.01);
                }
            }
        }
    }
}

TEST_CASE("refreshes that come due soon one after the other starve nobody, however many may wait")
{
    for (const std::uint64_t tREFI : {520U, 600U, 900U}) {
        DramDevice device = shipped_device("ddr4_2400_8gb_x8");
        device.refresh_interval_cycles = tREFI;
        const auto random = requests_of(3'000, random_bursts(device, tREFI));
        const double at_once = clocks(device, random);
        // Each tREFI leaves the time without tRFC, less opening and closing a row.
        const double left = 1.0 - (420.0 + 60.0) / static_cast<double>(tREFI);
        DramDevice idle = device;
        idle.refresh_interval_cycles = 0;
        CHECK(at_once < 2.0 * clocks(idle, random) / left);
        for (const std::uint64_t postponed : {1, 2, 3, 8}) {
            INFO("tREFI " << tREFI << ", postponed " << postponed);
            CHECK(clocks(with_postponed(device, postponed), random) < at_once * 1.01);
        }
    }
}

TEST_CASE("the bank that is refreshed is neither the one in use nor the next, until no other is left")
{
    DramDevice device = small_device(1, 8 * 100);
    device.refresh = RefreshGranularity::per_bank;
    device.bank_refresh_cycles = static_cast<std::uint64_t>(tRFCpb);
    // Four bursts per row, tCCD_L apart; a refresh of a bank lasts as long as seven of them, two rows.
    std::vector<BurstRequest> requests = requests_of(400, [](std::uint64_t i) { return i; });
    const ServedRequests served = serve(device, requests);
    std::uint32_t in_use = 0;
    std::size_t refreshes = 0;
    for (const ListedCommand& c : served.commands) {
        const auto bank = c.group * 4 + c.bank;
        if (c.command == DramCommand::read) in_use = bank;
        if (c.command != DramCommand::refresh_bank || c.clock >= served.end) continue;
        ++refreshes;
        INFO("refresh " << refreshes << " of bank " << bank << ", " << in_use << " in use");
        if (refreshes % 8 < 6) CHECK((bank != in_use && bank != (in_use + 1) % 8));
    }
    CHECK(refreshes > 15);
    CHECK(violations(device, served.commands, served.until).empty());
}

TEST_CASE("no request begins between a refresh's coming due and the refresh, however long its bank has been ready")
{
    constexpr std::int64_t bus = 4;  // clocks for which commands booked before may hold up one more
    for (const std::uint64_t ranks : {1U, 4U, 16U}) {
        DramDevice device = small_device(ranks, 1'500);
        device.page = PagePolicy::closed;
        // Bank after bank; each is ready long before the commands of the banks before it leave it a clock.
        const auto rounds = requests_of(4'000, [](std::uint64_t i) { return 4 * i; });
        std::vector<std::int64_t> refreshes(ranks, 0);
        std::vector<ListedCommand> commands = serve(device, rounds).commands;
        std::stable_sort(commands.begin(), commands.end(),
                         [](const auto& a, const auto& b) { return a.clock < b.clock; });
        std::size_t late = 0;
        for (const ListedCommand& c : commands) {
            if (c.command == DramCommand::refresh) ++refreshes[c.rank];
            if (c.command == DramCommand::activate) late += refreshes[c.rank] < (c.clock - bus) / 1'500 ? 1 : 0;
        }
        INFO(ranks << " ranks");
        CHECK(refreshes[0] > 8);
        CHECK(late == 0);
    }
}

TEST_CASE("idle time is counted and not walked, and leaves everything as if it had been walked")
{
    constexpr std::int64_t ages = 400'000'000'000'000'000;  // times 32 channels of 16 banks fits 64 bits
    for (const std::string& name : shipped_devices()) {
        for (const DramDevice& device : variants(shipped_device(name))) {
            const std::uint64_t interval = device.refresh_interval_cycles;
            if (interval == 0) continue;
            INFO(name << ", refresh " << refresh_granularity_names[device.refresh] << ", postponed "
                      << device.postponed_refreshes);
            std::vector<BurstRequest> requests = random_requests(device, 7, 50, 0);
            const auto served_after = [&](std::int64_t gap, bool watched) {
                std::vector<BurstRequest> all = requests;
                for (BurstRequest one : requests) {
                    one.arrival += gap;
                    all.push_back(one);
                }
                return serve(device, all, watched);
            };
            const bool of_banks = device.refresh == RefreshGranularity::per_bank;
            const std::uint64_t turns = of_banks ? device.banks_per_rank() : 1;
            const auto step = static_cast<std::int64_t>(interval / turns);
            const std::int64_t far =
                ages / (step * static_cast<std::int64_t>(turns)) * step * static_cast<std::int64_t>(turns);
            const ServedRequests leapt = served_after(far, false);
            const std::uint64_t due = static_cast<std::uint64_t>(leapt.until / step) * device.ranks * device.channels;
            const std::uint64_t done = of_banks ? leapt.counts.bank_refreshes : leapt.counts.refreshes;
            CHECK(done <= due);
            CHECK(done + (device.most_waiting_refreshes() + 1) * device.ranks * device.channels >= due);
            // A whole number of rounds later, everything is as it was after a gap of a hundred rounds.
            const std::int64_t near = 100 * step * static_cast<std::int64_t>(turns);
            const ServedRequests walked = served_after(near, true);
            CHECK(leapt.end - far == walked.end - near);
            CHECK(leapt.counts.activates == walked.counts.activates);
            CHECK(leapt.counts.rank_active_cycles == walked.counts.rank_active_cycles);
            CHECK(leapt.counts.row_conflicts == walked.counts.row_conflicts);
        }
    }
}

}  // namespace deltasim::test::refresh_stream_test
