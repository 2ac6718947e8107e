// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <string>

#include "experiment/batch/compare.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"

// Machines on which folding was once not exact, and which are seldom drawn.

namespace deltasim::test::fold_cases_test
{

namespace
{

Json run_json_of(const ExperimentConfig& experiment, Engine engine)
{
    const CompareOptions options{.jobs = 1, .engine = engine, .most_steps = 1'000'000, .version = "0"};
    Json json = comparison_json(compare(experiment, options, [](const CompareProgress&) {}).result);
    REQUIRE(json["runs"].size() == 1);
    Json run = json["runs"][0];
    run.erase("engine");
    return run;
}

/// Returns the figures.
Json check_both_engines(const ExperimentConfig& experiment)
{
    Json step = run_json_of(experiment, Engine::step);
    CHECK(Json::diff(step, run_json_of(experiment, Engine::fold)).dump() == "[]");
    return step;
}

const std::string head = R"(
training: {schedules: [delta], baseline: delta, batch: 1, loss: squared_error}
costs: cacti_45nm_lstp
processor:
  name: machine
)";

/// Operations besides the mac; activation functions compare.
std::string other_operations(int latency, int compare_latency)
{
    std::string lines;
    for (const char* name : {"add", "multiply", "divide", "exponential"}) {
        lines += fmt::format("\n      {}: {{latency_cycles: {}, interval_cycles: 1}}", name, latency);
    }
    return lines + fmt::format("\n      compare: {{latency_cycles: {}, interval_cycles: 1}}", compare_latency);
}

}  // namespace

TEST_CASE("the row end of a queue waits for the port that the step before it has taken")
{
    for (const std::string mac :
         {"{latency_cycles: 1, interval_cycles: 4}", "{latency_cycles: 4, interval_cycles: 4}"}) {
        for (const std::string clock : {"250", "1000"}) {
            CAPTURE(mac, clock);
            const ExperimentConfig experiment = experiment_of(
                "model: {name: rows, features: 256, layers: [{outputs: 30, activation: none, bias: true}]}" + head + R"(
  pe_array:
    lanes: 1
    clock_mhz: 1000
    operand_broadcast: true
    operations:
      mac: )" + mac +
                other_operations(1, 1) + R"(
  controller: {clock_mhz: 1000, row_end_queue: true, lookahead_steps: 1}
  memories:
    weights: {kind: sram, capacity_kib: 64, banks: 1, ports: 1r1w, width_bits: 32, latency_cycles: 1,
              interleaving: low_order, clock_mhz: )" +
                clock + R"(, holds: [weight, bias]}
    activations: {kind: sram, capacity_kib: 1024, banks: 32, ports: 1r1w, width_bits: 32, latency_cycles: 1,
                  interleaving: low_order, clock_mhz: 1000}
mapping: streaming
)");
            const Json run = check_both_engines(experiment);
            CHECK(run["memories"][0]["queued_cycles"] > 0);
        }
    }
}

TEST_CASE("whether the deltas of two samples lie in one line, which a stream holds, changes from sample to sample")
{
    for (const int features : {256, 512}) {
        CAPTURE(features);
        ExperimentConfig experiment = experiment_of(
            fmt::format("model: {{name: rows, features: {}, layers: [{{outputs: 5, activation: softmax}}]}}",
                        features) +
            R"(
training: {schedules: [delta], baseline: delta, batch: 2, loss: softmax_cross_entropy}
costs: horowitz_45nm
processor:
  name: machine
  pe_array:
    lanes: 1
    clock_mhz: 200
    operand_broadcast: true
    operations:
      mac: {latency_cycles: 1, interval_cycles: 1})" +
            other_operations(20, 16) + R"(
  controller: {clock_mhz: 200, lookahead_steps: 16}
  dram: {device: psram_64mb_x8, prefetch_depth: 16, write_depth: 16}
mapping: streaming
)");
        const Json run = check_both_engines(experiment);
        CHECK(run["cycles"] > 100'000);
    }
}

TEST_CASE("lanes that run far behind the controller wait for a refresh that ended before a tile was filled")
{
    for (const std::string latency : {"100", "160"}) {
        for (const std::string interval : {"1500", "1100"}) {
            CAPTURE(latency, interval);
            const ExperimentConfig experiment = experiment_of(
                "model: {name: tiles, features: 512, layers: [{outputs: 256, activation: relu, bias: false}]}" + head +
                    R"(
  pe_array:
    rows: 16
    columns: 1
    accumulators: 4
    reduction: adder_tree
    clock_mhz: 200
    operand_broadcast: true
    operations:
      mac: {latency_cycles: )" +
                    latency + ", interval_cycles: 1}" + other_operations(3, 60) + R"(
  controller: {clock_mhz: 800, row_end_queue: true, lookahead_steps: 32}
  memories:
    buffer: {kind: sram, capacity_kib: 600, banks: 4, ports: 1rw, width_bits: 256, latency_cycles: 3,
             interleaving: low_order, clock_mhz: 800, tiles_only: true}
  dram: {device: ddr3_1600_4gb_x8, prefetch_depth: 2, write_depth: 4}
  dma: {channels: 64, burst_bytes: 16}
mapping:
  forward:
    - {memory: dram, order: [samples, outputs, inputs]}
    - {memory: buffer, tile: {outputs: 16, inputs: 256}, keep: [activation], buffers: 2, order: [samples, outputs, inputs]}
    - {array: {rows: inputs, columns: inputs}}
)",
                {{"training.batch", "2"},
                 {"training.first_trainable", "none"},
                 {"processor.dram.device.organization.ranks", "1"},
                 {"processor.dram.device.timing_cycles.tREFI", interval},
                 {"processor.dram.device.timing_cycles.tRFC", "30"}});
            const Json run = check_both_engines(experiment);
            CHECK(run["time_cycles"]["dram_refresh"] > 0);
        }
    }
}

}  // namespace deltasim::test::fold_cases_test
