// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "environment_setting.hpp"
#include "rooms.hpp"
#include "sim/memories/sram.hpp"
#include "sim/steps/convoys.hpp"

namespace deltasim::test::convoys_test
{

namespace
{

struct TimedAccess {
    std::size_t convoy = 0;
    std::uint64_t line = 0;
    std::int64_t time = 0;
};

struct Served {
    std::vector<std::int64_t> accepted;
    std::vector<std::int64_t> done;
    std::uint64_t queued = 0;
    bool met = false;

    friend bool operator==(const Served& a, const Served& b)
    {
        return a.accepted == b.accepted && a.done == b.done && a.queued == b.queued;
    }
};

/// Serves the accesses by a memory of `banks` banks, each convoy's lines further on by `moved`.
Served serve(std::uint64_t banks, Ports ports, const std::vector<TimedAccess>& accesses,
             const std::vector<std::uint64_t>& moved)
{
    OnChipMemoryConfig config;
    config.name = "buffer";
    config.width_bits = 64;
    config.banks = banks;
    config.ports = ports;
    config.capacity_bytes = banks * 64 * 8;
    config.clock_hz = 100'000'000;
    CounterLayout layout;
    Sram sram("sram", config, Clock(Ticks(3)), layout);
    Counts counts(layout.size());
    sram.count_in(counts);
    ConvoyWatch watch;
    Served served;
    for (const TimedAccess& access : accesses) {
        const Service service = sram.access({access.line + moved[access.convoy], 1, false},
                                            {Tensor::weight, Direction::read}, Ticks(access.time));
        served.met = watch.meets(access.convoy, Ticks(access.time), service.accepted) || served.met;
        served.accepted.push_back(service.accepted.value());
        served.done.push_back(service.done.value());
    }
    served.queued = sram.read_out(counts, Ticks(0)).queued_cycles;
    return served;
}

/// Steps of one or two accesses at once, of one convoy each.
std::vector<TimedAccess> draw_accesses(std::mt19937_64& random, std::int64_t longest_gap)
{
    std::vector<TimedAccess> accesses;
    std::int64_t time = 0;
    for (int step = 0; step < 6; ++step) {
        time += 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(longest_gap));
        const std::size_t convoy = random() % 3;
        for (std::uint64_t i = 0; i <= random() % 2; ++i) accesses.push_back({convoy, random() % 8, time});
    }
    return accesses;
}

}  // namespace

TEST_CASE("convoys that never meet are served alike wherever they are")
{
    std::mt19937_64 random(environment_setting("DELTASIM_CONVOYS_SEED", 1));
    int apart = 0;
    for (int run = 0; run < 2'000; ++run) {
        const std::uint64_t banks = 1 + random() % 5;
        const auto ports = static_cast<Ports>(random() % 3);
        const std::vector<TimedAccess> accesses = draw_accesses(random, 1 + run % 20);
        const Served here = serve(banks, ports, accesses, {0, 0, 0});
        if (here.met) continue;
        ++apart;
        for (int move = 0; move < 3; ++move) {
            const Served there = serve(banks, ports, accesses, {random() % 8, random() % 8, random() % 8});
            REQUIRE(there == here);
            REQUIRE_FALSE(there.met);
        }
    }
    CHECK(apart > 100);
}

TEST_CASE("convoys meet as long as a port is not free again, wherever in the memory")
{
    ConvoyWatch watch;
    CHECK_FALSE(watch.meets(1, Ticks(5), Ticks(6)));
    CHECK_FALSE(watch.meets(1, Ticks(5), Ticks(6)));
    CHECK(watch.meets(2, Ticks(6), Ticks(6)));
    CHECK_FALSE(watch.meets(2, Ticks(7), Ticks(9)));
    CHECK(watch.meets(1, Ticks(9), Ticks(9)));
}

TEST_CASE("an access that is alone meets the one before it and the one after it")
{
    ConvoyWatch watch;
    CHECK_FALSE(watch.meets(ConvoyWatch::alone, Ticks(5), Ticks(5)));
    CHECK(watch.meets(ConvoyWatch::alone, Ticks(5), Ticks(5)));
    CHECK(watch.meets(1, Ticks(5), Ticks(5)));
    CHECK_FALSE(watch.meets(ConvoyWatch::alone, Ticks(6), Ticks(6)));
}

}  // namespace deltasim::test::convoys_test
