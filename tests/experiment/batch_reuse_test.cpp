// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <map>
#include <string>

#include "experiment/results/json.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"
#include "sim/forked.hpp"

namespace deltasim::test::batch_reuse_test
{

namespace
{

/// Words of weights that are read from the DRAM, by phase and layer, and words that are written to it.
std::map<std::string, std::uint64_t> weights_over_pins(const std::string& schedule, std::uint64_t batch)
{
    const ExperimentConfig experiment = experiment_of(
        fmt::format("model: {{name: wide, features: 512, layers: [{{outputs: 256, activation: relu}}, {{outputs: 64, "
                    "activation: softmax}}]}}\nprocessor: eyeriss\nmapping: auto\nplacement: {{weight: dram}}\n"
                    "training: {{batch: {}}}\n",
                    batch));
    const Json run = Json::parse(in_child([&] {
        const RunRequest request{.head = experiment.models.front(),
                                 .priced = experiment.processors.front(),
                                 .training = experiment.training,
                                 .placement = experiment.placement,
                                 .schedule = *find_schedule(schedule)};
        return run_json(execute_run(request, plan_run(request), {}), "").dump();
    }));
    std::map<std::string, std::uint64_t> words;
    for (const Json& row : run["transfers"]) {
        if (row["tensor"] != "weight" || (row["from"] != "dram" && row["to"] != "dram")) continue;
        const std::string direction = row["from"] == "dram" ? "out" : "in";
        words[row["phase"].get<std::string>() + row["layer"].dump() + direction] += row["words"].get<std::uint64_t>();
    }
    return words;
}

}  // namespace

TEST_CASE("with room for a batch's sums and activations weights cross the pins as often as for one sample")
{
    for (const char* const schedule : {"framework", "delta", "delta_latched", "delta_fused"}) {
        const auto of_one = weights_over_pins(schedule, 1);
        CHECK(of_one.at("forward1out") == 512 * 256);
        CHECK(of_one.at("update1out") == 512 * 256);
        CHECK(of_one.at("update1in") == 512 * 256);
        for (const std::uint64_t batch : {2U, 8U, 32U}) {
            CAPTURE(schedule, batch);
            CHECK(weights_over_pins(schedule, batch) == of_one);
        }
    }
    // The samples after the first have a forward pass of their own, which finds the weights in the first one's tiles.
    const auto carried = weights_over_pins("delta_lookahead", 1);
    CHECK(carried.at("forward1out") == 512 * 256);
    CHECK(carried.at("forward1in") == 512 * 256);
    for (const std::uint64_t batch : {2U, 8U, 16U}) {  // of 32 samples the old and the new activations have no room
        CAPTURE(batch);
        CHECK(weights_over_pins("delta_lookahead", batch) == carried);
    }
}

}  // namespace deltasim::test::batch_reuse_test
