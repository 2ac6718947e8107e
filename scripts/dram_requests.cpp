// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cstdint>
#include <ctime>
#include <vector>

#include "config/load.hpp"
#include "dram/dram_channels.hpp"
#include "schedule/schedules.hpp"

// Requests a second of the DRAM model alone: reads of neighbouring bursts, and of random ones.

namespace
{

using namespace deltasim;
using namespace deltasim::config;
using namespace deltasim::dram;
using namespace deltasim::machine;

/// Calls `next` for the burst of each request and prints how many were served a second.
template <class Next>
void measure(const DramDevice& device, const char* name, std::uint64_t requests, const Next& next)
{
    DramChannels channel(device);
    std::vector<std::uint64_t> counters(channel.counter_count());
    channel.count_in(counters.data());
    const std::clock_t start = std::clock();  // of this process, whoever else works on the machine
    Cycles end{0};
    for (std::uint64_t i = 0; i < requests; ++i) {
        end = channel.access(next(i), false, Cycles(static_cast<std::int64_t>(i)));
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    fmt::print("{{\"pattern\": \"{}\", \"requests_per_second\": {:.0f}, \"cycles\": {}}}\n", name,
               static_cast<double>(requests) / seconds, end.value());
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
    std::uint64_t random = 1;
    measure(device, "random", 5'000'000, [&random](std::uint64_t) {
        random = random * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX generator
        return random >> 37U;
    });
}
