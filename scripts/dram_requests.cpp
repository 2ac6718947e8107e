// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <vector>

#include "config/load.hpp"
#include "dram/dram_channels.hpp"
#include "schedule/schedules.hpp"

// Requests a second of the DRAM model alone: reads of neighbouring bursts, one by one and together, and of random ones.

namespace
{

using namespace deltasim;
using namespace deltasim::config;
using namespace deltasim::dram;
using namespace deltasim::machine;

/// Prints how many requests were served a second of this process, whoever else works on the machine.
void print_rate(const char* name, std::uint64_t requests, std::clock_t start, Cycles end)
{
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    fmt::print("{{\"pattern\": \"{}\", \"requests_per_second\": {:.0f}, \"cycles\": {}}}\n", name,
               static_cast<double>(requests) / seconds, end.value());
}

/// Calls `next` for the burst of each request and prints how many were served a second.
template <class Next>
void measure(const DramDevice& device, const char* name, std::uint64_t requests, const Next& next)
{
    DramChannels channel(device);
    std::vector<std::uint64_t> counters(channel.counter_count());
    channel.count_in(counters.data());
    const std::clock_t start = std::clock();
    Cycles end{0};
    for (std::uint64_t i = 0; i < requests; ++i) {
        end = channel.access(next(i), false, Cycles(static_cast<std::int64_t>(i)));
    }
    print_rate(name, requests, start, end);
}

/// The same for neighbouring bursts that a stream asks for together, eight at a time.
void measure_stream(const DramDevice& device, std::uint64_t requests)
{
    DramChannels channels(device);
    std::vector<std::uint64_t> counters(channels.counter_count());
    channels.count_in(counters.data());
    std::array<Cycles, 8> times{};
    const std::clock_t start = std::clock();
    for (std::uint64_t i = 0; i < requests; i += times.size()) {
        times.fill(Cycles(static_cast<std::int64_t>(i)));
        channels.access_each(i, false, false, times);
    }
    print_rate("stream", requests, start, times.back());
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: dram_requests ROOT\n");
        return 2;
    }
    const std::filesystem::path root = argv[1];
    const ExperimentConfig experiment =
        load_experiment(root / "configs/experiments/quickstart.yaml", {}, {{root}}, {schedule::schedule_names()});
    const DramDevice& device = std::get<DramDevice>(experiment.processors.front().processor.dram->model);
    measure(device, "sequential", 20'000'000, [](std::uint64_t i) { return i; });
    measure_stream(device, 20'000'000);
    std::uint64_t random = 1;
    measure(device, "random", 5'000'000, [&random](std::uint64_t) {
        random = random * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX generator
        return random >> 37U;
    });
}
