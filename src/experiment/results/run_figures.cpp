// SPDX-License-Identifier: MIT
#include "experiment/results/run_figures.hpp"

#include <string>

namespace deltasim::experiment
{

namespace
{

Json accesses_by_level(const Json& run)
{
    Json levels = Json::object();
    for (const Json& memory : run["memories"]) {
        const std::string level = memory["level"];
        const std::uint64_t accesses = memory["reads"].get<std::uint64_t>() + memory["writes"].get<std::uint64_t>();
        levels[level] = levels.value(level, std::uint64_t{0}) + accesses;
    }
    return levels;
}

/// The bytes that tensors take, by level.
Json peak_by_level(const Json& run)
{
    Json levels = Json::object();
    for (const Json& memory : run["memories"]) {
        const std::string level = memory["level"];
        levels[level] = levels.value(level, std::uint64_t{0}) + memory["peak_bytes"].get<std::uint64_t>();
    }
    return levels;
}

/// The run's time by cause, without its phases.
Json time_by_cause(const Json& run)
{
    Json time = run["time_cycles"];
    time.erase("phases");
    return time;
}

/// Bytes of weights, master weights included, between the chip and its DRAM; null where there is none.
Json off_chip_weight_bytes(const Json& run)
{
    for (const Json& memory : run["memories"]) {
        if (memory["level"] != "dram") continue;
        const std::uint64_t accesses = memory["reads"].get<std::uint64_t>() + memory["writes"].get<std::uint64_t>();
        const std::uint64_t bits =
            memory["bits_read"].get<std::uint64_t>() + memory["bits_written"].get<std::uint64_t>();
        std::uint64_t of_weights = 0;
        for (const Json& row : memory["by_tensor"]) {
            if (row["tensor"] != name_of(Tensor::weight) && row["tensor"] != name_of(Tensor::master_weight)) continue;
            of_weights += row["reads"].get<std::uint64_t>() + row["writes"].get<std::uint64_t>();
        }
        return accesses == 0 ? 0 : of_weights * (bits / accesses / 8);
    }
    return nullptr;
}

}  // namespace

std::uint64_t operand_accesses(const Json& run)
{
    std::uint64_t total = 0;
    for (const Json& row : run["operands"]) {
        total += row["reads"].get<std::uint64_t>() + row["writes"].get<std::uint64_t>();
    }
    return total;
}

Json run_figures(const Json& run)
{
    return {{"cycles", run["cycles"]},
            {"seconds", run["seconds"]},
            {"operand_accesses", operand_accesses(run)},
            {"memory_accesses", accesses_by_level(run)},
            {"off_chip_weight_bytes", off_chip_weight_bytes(run)},
            {"peak_bytes", peak_by_level(run)},
            {"time_cycles", time_by_cause(run)},
            {"energy_pj_per_sample", run["energy_pj_per_sample"]},
            {"seconds_per_sample", run["seconds_per_sample"]},
            {"epoch", run["epoch"]}};
}

}  // namespace deltasim::experiment
