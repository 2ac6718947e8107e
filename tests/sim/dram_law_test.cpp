// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "config/shipped_devices.hpp"
#include "dram/idle_checker.hpp"
#include "dram/request_stream.hpp"
#include "dram/row_history.hpp"
#include "dram/timing_checker.hpp"
#include "environment_setting.hpp"
#include "rooms.hpp"
#include "sim/memories/dram.hpp"

// What the simulated DRAM does with random requests, checked against the device's file by a checker that knows nothing
// about the simulator. DELTASIM_DRAM_RUNS is the number of seeds for each device, DELTASIM_DRAM_FIRST the first seed.

namespace deltasim::test::dram_law_test
{

namespace
{

/// Where the mapping puts a burst.
ListedCommand place_of(const DramDevice& device, std::uint64_t burst)
{
    ListedCommand at;
    for (auto field = device.mapping.rbegin(); field != device.mapping.rend(); ++field) {
        const std::uint64_t size = device.size_of(*field);
        const auto value = static_cast<std::uint32_t>(burst % size);
        burst /= size;
        if (*field == AddressField::channel) at.channel = value;
        if (*field == AddressField::rank) at.rank = value;
        if (*field == AddressField::bank_group) at.group = value;
        if (*field == AddressField::bank) at.bank = value;
        if (*field == AddressField::row) at.row = value;
    }
    return at;
}

/// Every request has one column command, at the place of its address.
void check_columns(const DramDevice& device, const std::vector<BurstRequest>& requests, const ServedRequests& served)
{
    std::vector<int> columns(requests.size(), 0);
    for (const ListedCommand& c : served.commands) {
        if (!c.request) continue;
        const BurstRequest& request = requests[c.request->number];
        const ListedCommand at = place_of(device, request.burst);
        const bool right = c.channel == at.channel && c.rank == at.rank && c.group == at.group && c.bank == at.bank &&
                           c.row == at.row && (c.command == DramCommand::write) == request.is_write;
        if (!right) FAIL_CHECK("request " << c.request->number << " went elsewhere");
        ++columns[c.request->number];
    }
    CHECK(std::count(columns.begin(), columns.end(), 1) == static_cast<std::ptrdiff_t>(columns.size()));
}

void check_trace(const DramDevice& device, std::uint64_t seed, std::size_t count)
{
    const std::uint64_t least = device.idle.state == IdleState::standby ? 0 : 5000;
    const auto idle = static_cast<std::int64_t>(std::max(least, 12 * device.refresh_interval_cycles));
    const std::vector<BurstRequest> requests = random_requests(device, seed, count, idle);
    const ServedRequests served = serve(device, requests);
    const std::vector<std::string> found = violations(device, served.commands, served.until);
    CHECK(found.size() == 0);
    if (!found.empty()) FAIL_CHECK(found.front());
    check_columns(device, requests, served);
    CHECK(served.counts == counts_of(device, served.commands, served.until, served.idle));
    if (device.idle.state != IdleState::standby) {
        const std::vector<std::string> wrong = idle_violations(device, served.commands, served.idle, served.until);
        CHECK(wrong.size() == 0);
        if (!wrong.empty()) FAIL_CHECK(wrong.front());
        CHECK(served.idle.size() > 0);
    }
    CHECK(serve(device, requests, false).counts == served.counts);
}

void check_laws(const DramDevice& device, std::uint64_t runs, std::size_t count)
{
    const std::uint64_t first = environment_setting("DELTASIM_DRAM_FIRST", 1);
    for (const DramDevice& variant : variants(device)) {
        for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_DRAM_RUNS", runs); ++seed) {
            INFO(variant.name << ", page " << page_policy_names[variant.page] << ", refresh "
                              << refresh_granularity_names[variant.refresh] << ", postponed "
                              << variant.postponed_refreshes << ", tREFI " << variant.refresh_interval_cycles
                              << ", seed " << seed);
            check_trace(variant, seed, count);
        }
    }
}

/// The part of addresses on which the timing of this device depends.
AddressView view_of(const DramDevice& device)
{
    CounterLayout layout;
    return Dram("dram", device, Clock(Ticks(1)), layout).address_view();
}

/// By how many alike banks, and alike bank groups, something is moved.
struct Move {
    std::uint64_t banks = 0;
    std::uint64_t groups = 0;
};

/// The same requests, each moved within its rank; after the last bank or group comes the first.
std::vector<BurstRequest> moved(const DramDevice& device, const std::vector<BurstRequest>& requests, Move by)
{
    std::vector<BurstRequest> result = requests;
    const AddressView view = view_of(device);
    const std::uint64_t bank = view.bank_step_bytes / device.burst_bytes();
    const std::uint64_t rank = bank * view.like_banks;
    for (BurstRequest& request : result) {
        request.burst = request.burst - request.burst % rank + (request.burst + by.banks * bank) % rank;
        if (view.like_groups == 1) continue;
        const std::uint64_t group = view.group_step_bytes / device.burst_bytes();
        const std::uint64_t all = group * view.like_groups;
        request.burst = request.burst - request.burst % all + (request.burst + by.groups * group) % all;
    }
    return result;
}

/// The counts of the moved requests.
DramCounts moved(const DramDevice& device, DramCounts counts, Move by)
{
    const std::vector<DramBankCounts> before = counts.banks;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::size_t bank = (before[i].bank + by.banks) % device.banks_per_group;
        const std::size_t group = view_of(device).like_groups == 1
                                      ? before[i].bank_group
                                      : (before[i].bank_group + by.groups) % device.bank_groups;
        const std::size_t first = i - before[i].bank_group * device.banks_per_group - before[i].bank;  // of the rank
        DramBankCounts& after = counts.banks[first + group * device.banks_per_group + bank];
        after = before[i];
        after.bank_group = static_cast<std::uint32_t>(group);
        after.bank = static_cast<std::uint32_t>(bank);
    }
    return counts;
}

/// Makes refreshes come due soon after the previous ones have ended, and rarely postpones them.
void refresh_often(DramDevice& device, std::uint64_t seed)
{
    if (device.refresh_interval_cycles == 0) return;
    const bool of_banks = device.refresh == RefreshGranularity::per_bank;
    const std::uint64_t turns = (of_banks ? device.banks_per_rank() : 1) * device.ranks;
    const std::uint64_t one = of_banks ? device.bank_refresh_cycles : device.refresh_cycles;
    device.refresh_interval_cycles = turns * (one + 20 + 7 * (seed % 16));
    if (device.postponed_refreshes > 0) device.postponed_refreshes = 1 + seed % 3;
}

/// Requests are served alike whether or not the channels are advanced to the last one, after each request or after
/// every seventh.
void check_advancing(const DramDevice& device, std::uint64_t seed, std::size_t count)
{
    const auto idle = static_cast<std::int64_t>(12 * device.refresh_interval_cycles);
    const std::vector<BurstRequest> requests = random_requests(device, seed, count, idle);
    const ServedRequests plain = serve(device, requests);
    for (const std::size_t each : {0, 1, 7}) {
        INFO(device.name << ", page " << page_policy_names[device.page] << ", refresh "
                         << refresh_granularity_names[device.refresh] << ", postponed " << device.postponed_refreshes
                         << ", seed " << seed << ", each " << each);
        const ServedRequests advanced = serve(device, requests, false, each);
        CHECK(advanced.end == plain.end);
        CHECK(advanced.counts == plain.counts);
    }
}

/// Serves the requests one by one, and neighbours in one direction together. Returns how many neighbours there were.
std::size_t check_together(const DramDevice& device, const std::vector<BurstRequest>& requests)
{
    DramChannels alone(device);
    DramChannels joined(device);
    std::vector<std::uint64_t> counters_alone(alone.counter_count());
    std::vector<std::uint64_t> counters_joined(joined.counter_count());
    alone.count_in(counters_alone.data());
    joined.count_in(counters_joined.data());
    std::size_t together = 0;
    for (std::size_t first = 0; first < requests.size();) {
        const bool is_write = requests[first].is_write;
        std::vector<Cycles> times;
        std::vector<Cycles> expected;
        const auto goes_on = [&](const BurstRequest& next) {
            return next.burst == requests[first].burst + times.size() && next.is_write == is_write;
        };
        do {
            const BurstRequest& next = requests[first + times.size()];
            times.emplace_back(next.arrival);
            expected.push_back(alone.access(next.burst, is_write, Cycles(next.arrival)));
        } while (first + times.size() < requests.size() && goes_on(requests[first + times.size()]));
        joined.access_each(requests[first].burst, false, is_write, times);
        if (times != expected) FAIL_CHECK("request " << first << " or one of its neighbours was served otherwise");
        together += times.size() - 1;
        first += times.size();
    }
    const Cycles until(requests.back().arrival + 100'000);
    alone.advance(until);
    joined.advance(until);
    CHECK(counters_joined == counters_alone);
    return together;
}

}  // namespace

TEST_CASE("requests moved to like banks and like bank groups are served alike")
{
    std::size_t moves = 0;
    std::size_t group_moves = 0;
    for (const std::string& name : shipped_devices()) {
        for (const DramDevice& device : variants(shipped_device(name))) {
            if (view_of(device).bank_step_bytes == 0) continue;
            const auto idle = static_cast<std::int64_t>(4 * device.refresh_interval_cycles);
            const std::vector<BurstRequest> requests = random_requests(device, 1, 300, idle);
            const ServedRequests here = serve(device, requests, false);
            for (const Move by : {Move{1, 0}, Move{5, 0}, Move{0, 1}, Move{2, 3}, Move{13, 2}}) {
                INFO(device.name << ", " << by.banks << " banks, " << by.groups << " groups");
                const ServedRequests there = serve(device, moved(device, requests, by), false);
                CHECK(there.end == here.end);
                CHECK(there.counts == moved(device, here.counts, by));
                ++moves;
                if (view_of(device).like_groups > 1 && by.groups > 0) ++group_moves;
            }
        }
    }
    CHECK(moves > 20);
    CHECK(group_moves > 20);
}

TEST_CASE("banks are alike within a rank, and not where they are refreshed one after the other")
{
    DramDevice device = shipped_device("lpddr3_1600_4gb_x32");
    CHECK(view_of(device).bank_step_bytes == device.row_bytes());
    CHECK(view_of(device).like_banks == 8);
    CHECK(view_of(device).like_groups == 1);
    device.refresh = RefreshGranularity::per_bank;
    CHECK(view_of(device).bank_step_bytes == 0);

    const DramDevice two_ranks = shipped_device("ddr4_2400_8gb_x8");
    CHECK(view_of(two_ranks).bank_step_bytes == two_ranks.row_bytes() * two_ranks.bank_groups);
    CHECK(view_of(two_ranks).like_banks == 4);
    CHECK(view_of(two_ranks).rank_banks == 16);
    CHECK(view_of(two_ranks).like_groups == 4);
    CHECK(view_of(two_ranks).group_step_bytes == two_ranks.burst_bytes());

    DramDevice rank_below = two_ranks;
    rank_below.mapping = {AddressField::row, AddressField::bank, AddressField::rank, AddressField::column,
                          AddressField::bank_group};
    CHECK(view_of(rank_below).bank_step_bytes == two_ranks.row_bytes() * two_ranks.bank_groups * two_ranks.ranks);
    CHECK(view_of(rank_below).bank_step_bytes * view_of(rank_below).like_banks == view_of(rank_below).period_bytes);

    const DramDevice channels = shipped_device("hbm2_8gb");
    CHECK(view_of(channels).group_step_bytes == channels.burst_bytes() * channels.channels);

    DramDevice group_on_top = two_ranks;
    group_on_top.mapping = {AddressField::row, AddressField::rank, AddressField::bank, AddressField::bank_group,
                            AddressField::column};
    CHECK(view_of(group_on_top).like_groups == 1);
}

TEST_CASE("every command trace of every shipped device keeps every rule of its table")
{
    for (const std::string& name : shipped_devices()) check_laws(shipped_device(name), 2, 800);
}

TEST_CASE("idle channels go to power-down or self-refresh as they are to, and their clocks are counted")
{
    for (const std::string& name : shipped_devices()) {
        for (const IdleState state : {IdleState::power_down, IdleState::self_refresh}) {
            for (std::uint64_t seed = 1; seed < 3; ++seed) {
                INFO(idle_state_names[state]);
                check_laws(resting(shipped_device(name), state, seed), 1, 400);
            }
        }
    }
}

TEST_CASE("advancing to the last request changes nothing where idle channels rest")
{
    for (const std::string& name : shipped_devices()) {
        for (DramDevice device : variants(shipped_device(name))) {
            for (std::uint64_t seed = 1; seed < 5; ++seed) {
                if (seed % 2 == 0) refresh_often(device, seed);
                const IdleState state = seed < 3 ? IdleState::power_down : IdleState::self_refresh;
                const DramDevice rests = resting(device, state, seed);
                check_advancing(rests, seed, 400);
            }
        }
    }
}

TEST_CASE("advancing to the last request changes nothing")
{
    const std::uint64_t first = environment_setting("DELTASIM_DRAM_FIRST", 1);
    for (const std::string& name : shipped_devices()) {
        DramDevice shared = shipped_device(name);
        shared.channels *= 2;
        if (shared.channels == 2) shared.mapping.insert(shared.mapping.begin() + 2, AddressField::channel);
        for (DramDevice device : variants(shared)) {
            for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_DRAM_RUNS", 3); ++seed) {
                if (seed % 2 == 0) refresh_often(device, seed);
                if (seed % 3 == 0) std::reverse(device.mapping.begin(), device.mapping.end());
                check_advancing(device, seed, 600);
            }
        }
    }
}

TEST_CASE("advancing while refreshes are caught up with changes nothing")
{
    const auto clock_of_last = [](const DramDevice& device, const std::vector<BurstRequest>& requests,
                                  std::int64_t advance_to, std::int64_t arrival) {
        DramChannels channels(device);
        std::vector<std::uint64_t> counters(channels.counter_count());
        channels.count_in(counters.data());
        for (const BurstRequest& request : requests) channels.access(request.burst, request.is_write, Cycles(0));
        if (advance_to > 0) channels.advance(Cycles(advance_to));
        const std::int64_t done = channels.access(requests.front().burst, false, Cycles(arrival)).value();
        channels.advance(Cycles(done + 1'000));
        return std::pair(done, counters);
    };
    for (const std::string& name : shipped_devices()) {
        for (const DramDevice& device : variants(shipped_device(name))) {
            if (device.postponed_refreshes == 0) continue;
            for (std::uint64_t seed = 1; seed < 4; ++seed) {
                const std::vector<BurstRequest> requests = random_requests(device, seed, 400, 0);
                const std::int64_t end = clock_of_last(device, requests, 0, 0).first;
                for (std::int64_t arrival = end - 60; arrival < end + 60; ++arrival) {
                    const auto plain = clock_of_last(device, requests, 0, arrival);
                    for (const std::int64_t before : {0, 1, 3}) {
                        INFO(device.name << ", seed " << seed << ", arrival " << arrival << ", before " << before);
                        CHECK(clock_of_last(device, requests, arrival - before, arrival) == plain);
                    }
                }
            }
        }
    }
}

TEST_CASE("neighbouring requests are served together as one by one")
{
    std::size_t together = 0;
    for (const std::string& name : shipped_devices()) {
        std::vector<DramDevice> devices = variants(shipped_device(name));
        devices.push_back(resting(shipped_device(name), IdleState::power_down, 1));
        for (DramDevice device : devices) {
            for (std::uint64_t seed = 1; seed < 1 + number_of_runs("DELTASIM_DRAM_RUNS", 3); ++seed) {
                if (seed % 2 == 0) refresh_often(device, seed);
                if (seed % 3 == 0) std::reverse(device.mapping.begin(), device.mapping.end());
                INFO(device.name << ", seed " << seed);
                together += check_together(device, random_requests(device, seed, 2000, 4000));
            }
        }
    }
    CHECK(together > 10'000);
}

TEST_CASE("every command trace keeps every rule whatever field of an address is where")
{
    for (const std::string& name : shipped_devices()) {
        DramDevice device = shipped_device(name);
        std::vector<AddressField> reversed(device.mapping.rbegin(), device.mapping.rend());
        device.mapping = reversed;
        check_laws(device, 1, 500);
    }
}

}  // namespace deltasim::test::dram_law_test
