// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>

#include "experiment/batch/compare.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"

namespace deltasim::test::compare_test
{

namespace
{

Comparison compared(const ExperimentConfig& experiment, std::uint64_t most_steps = 1'000'000)
{
    return compare(experiment, {.jobs = 2, .engine = Engine::step, .most_steps = most_steps, .version = "1"},
                   [](const CompareProgress&) {});
}

Json json_of_result(const Comparison& comparison) { return comparison_json(comparison.result); }

std::vector<std::string> keys_of(const Json& object)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
}

/// The tiny experiment with a second model that is too wide for a buffer of 256 bytes.
ExperimentConfig with_a_model_too_wide()
{
    ExperimentConfig experiment = tiny_experiment();
    experiment.models.push_back({"wide", {{40, 3, Activation::softmax}}});
    ProcessorConfig& processor = experiment.processors.front().processor;
    processor.dram.reset();
    processor.memories.front().capacity_bytes = 256;
    return experiment;
}

}  // namespace

TEST_CASE("a comparison has a row for each model, processor and schedule, the baseline first")
{
    const Json json = json_of_result(compared(tiny_experiment({{"training.schedules", "[delta, naive]"}})));
    CHECK(json["baseline"] == "naive");
    REQUIRE(json["rows"].size() == 2);
    CHECK(json["rows"][0]["schedule"] == "naive");
    CHECK(json["rows"][1]["schedule"] == "delta");
    CHECK(json["runs"].size() == 2);
}

TEST_CASE("the baseline's rows are included though the schedules leave it out")
{
    const Json json = json_of_result(compared(tiny_experiment({{"training.schedules", "[delta]"}})));
    REQUIRE(json["rows"].size() == 2);
    CHECK(json["rows"][0]["schedule"] == "naive");
    CHECK(json["rows"][0]["ratio"] == 1.0);
    CHECK(json["rows"][0]["saving_x"] == 0.0);
    CHECK(json["rows"][0]["saving_percent"] == 0.0);
    CHECK(json["rows"][0]["access_ratio"] == 1.0);
}

TEST_CASE("any schedule may be the baseline")
{
    const Json json = json_of_result(compared(tiny_experiment({{"training.baseline", "delta"}})));
    CHECK(json["baseline"] == "delta");
    CHECK(json["rows"][0]["schedule"] == "delta");
    CHECK(json["rows"][1]["ratio"] < 1.0);
    CHECK(json["rows"][1]["saving_percent"] < 0.0);
}

TEST_CASE("savings are those of the energies, and the access ratio that of the operands")
{
    const Json json = json_of_result(compared(tiny_experiment()));
    const Json& naive = json["rows"][0];
    const Json& delta = json["rows"][1];
    const double before = naive["energy_pj"];
    const double after = delta["energy_pj"];
    CHECK(delta["ratio"].get<double>() == Approx(before / after).epsilon(1e-15));
    CHECK(delta["saving_x"].get<double>() == Approx((before - after) / after).epsilon(1e-12));
    CHECK(delta["saving_percent"].get<double>() == Approx(100.0 * (before - after) / before).epsilon(1e-12));

    // Operands of 5-4-3 by hand. Forward, both: 20 + 12 weights of 2 reads, 7 nodes of a bias and an activation: 78.
    // naive: G(2, k) reads 2; G(1, j) reads 1 + 3 * (1 + 2) = 10. Layer 1: 20 weights of 10 + 3, 4 biases of 10 + 2;
    // layer 2: 12 weights of 2 + 3, 3 biases of 2 + 2. In all 260 + 48 + 60 + 12 = 380.
    // delta: 3 output nodes of 3; 4 hidden nodes of 3 * 2 + 2; 32 weights of 4; 7 biases of 3: 9 + 32 + 128 + 21 = 190.
    CHECK(naive["operand_accesses"] == 78 + 380);
    CHECK(delta["operand_accesses"] == 78 + 190);
    CHECK(delta["access_ratio"].get<double>() == Approx(458.0 / 268.0).epsilon(1e-15));
}

TEST_CASE("rows have the figures of their runs")
{
    const Json json = json_of_result(compared(tiny_experiment({{"placement", "{weight: dram}"}})));
    for (std::size_t i = 0; i < 2; ++i) {
        const Json& row = json["rows"][i];
        const Json& run = json["runs"][i];
        CHECK(row["schedule"] == run["schedule"]);
        CHECK(row["energy_pj"] == run["energy_pj"]["total"]);
        CHECK(row["cycles"] == run["cycles"]);
        CHECK(row["seconds"] == run["seconds"]);
        CHECK(row["error"].is_null());
        REQUIRE(run["memories"].size() == 2);
        for (const Json& memory : run["memories"]) {
            const auto accesses = memory["reads"].get<std::uint64_t>() + memory["writes"].get<std::uint64_t>();
            CHECK(row["memory_accesses"][memory["level"].get<std::string>()] == accesses);
        }
        CHECK(keys_of(row["memory_accesses"]) == std::vector<std::string>{"sram", "dram"});
        // With one lane, lines of one word and nothing shared, every operand access is a memory access.
        CHECK(row["operand_accesses"] == row["memory_accesses"]["sram"].get<std::uint64_t>() +
                                             row["memory_accesses"]["dram"].get<std::uint64_t>());
    }
}

TEST_CASE("a comparison has the keys that others rely on")
{
    const Json json = json_of_result(compared(tiny_experiment()));
    CHECK(keys_of(json) == std::vector<std::string>{"baseline", "rows", "bounds", "runs"});
    CHECK(keys_of(json["rows"][0]) == std::vector<std::string>{"model",
                                                               "processor",
                                                               "schedule",
                                                               "energy_pj",
                                                               "energy_parts_pj",
                                                               "cycles",
                                                               "seconds",
                                                               "operand_accesses",
                                                               "memory_accesses",
                                                               "off_chip_weight_bytes",
                                                               "peak_bytes",
                                                               "time_cycles",
                                                               "energy_pj_per_sample",
                                                               "seconds_per_sample",
                                                               "epoch",
                                                               "operand_energy_pj",
                                                               "energy_by_phase",
                                                               "tensor_energy_pj",
                                                               "macs",
                                                               "dram_traffic_bytes",
                                                               "machine",
                                                               "step_samples",
                                                               "ratio",
                                                               "saving_x",
                                                               "saving_percent",
                                                               "access_ratio",
                                                               "operand_ratio",
                                                               "operand_saving_x",
                                                               "operand_saving_percent",
                                                               "assumed",
                                                               "error"});
}

TEST_CASE("assumed figures of the processor and its costs mark every row")
{
    const Json json = json_of_result(compared(tiny_experiment()));
    for (const Json& row : json["rows"]) {
        CHECK(row["assumed"] == Json::array({"processor.pe_array.operations.exponential", "costs.sram[1].write_pj"}));
    }
}

TEST_CASE("assumed figures of a model mark its rows alone")
{
    ExperimentConfig experiment = tiny_experiment();
    experiment.models.push_back({"twin", experiment.models.front().layers, {{"features", "a guess"}}});
    const Json json = json_of_result(compared(experiment));
    REQUIRE(json["rows"].size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const Json& row = json["rows"][i];
        CHECK(std::count(row["assumed"].begin(), row["assumed"].end(), "model.features") == (row["model"] == "twin"));
        CHECK(json["runs"][i]["assumed"] == row["assumed"]);
    }
}

TEST_CASE("a pair that cannot be placed is a row with its error, and the rest goes on")
{
    const Comparison comparison = compared(with_a_model_too_wide());
    const Json rows = json_of_result(comparison)["rows"];
    REQUIRE(rows.size() == 4);
    CHECK(comparison.failures.empty());
    CHECK(json_of_result(comparison)["runs"].size() == 2);
    for (const std::size_t i : {0U, 1U}) CHECK(rows[i]["error"].is_null());
    for (const std::size_t i : {2U, 3U}) {
        CHECK(rows[i]["model"] == "wide");
        for (const char* key : {"energy_pj", "cycles", "seconds", "operand_accesses", "memory_accesses", "ratio",
                                "saving_x", "saving_percent", "access_ratio"}) {
            CHECK(rows[i][key].is_null());
        }
    }
    // 256 bytes: target 12, output activation 12, features 160, bias 12, and then 480 bytes of weights. naive has no
    // deltas; those of delta take 12 more.
    CHECK(rows[2]["error"] == "weight[1] of 480 bytes does not fit buffer: 420 bytes are missing");
    CHECK(rows[3]["error"] == "weight[1] of 480 bytes does not fit buffer: 432 bytes are missing");
}

TEST_CASE("a run of too many steps for the step engine is a row that names them, and others have no savings over it")
{
    // Steps of 5-4-3 on one lane. Forward: 4 rows of 5 + 1, 3 rows of 4 + 1 and 3 for softmax: 42.
    // naive: 24 parameters of layer 1 take a chain of 3 and a step of their own, 15 of layer 2 a step each: 111.
    const Comparison comparison = compared(tiny_experiment(), 152);
    const Json json = json_of_result(comparison);
    const Json& naive = json["rows"][0];
    const Json& delta = json["rows"][1];
    CHECK(comparison.failures.empty());
    CHECK(naive["energy_pj"].is_null());
    CHECK_THAT(naive["error"].get<std::string>(), Catch::StartsWith("takes 153 steps"));
    CHECK(delta["error"].is_null());
    CHECK(delta["energy_pj"] > 0.0);
    CHECK(delta["ratio"].is_null());
    CHECK(delta["access_ratio"].is_null());
    CHECK(json_of_result(compared(tiny_experiment(), 153))["rows"][0]["error"].is_null());
}

TEST_CASE("the fold engine refuses no run for its steps")
{
    const Comparison comparison =
        compare(tiny_experiment(), {.jobs = 1, .engine = Engine::fold, .most_steps = 10, .version = "1"},
                [](const CompareProgress&) {});
    const Json json = json_of_result(comparison);
    for (const Json& row : json["rows"]) CHECK(row["error"].is_null());
}

TEST_CASE("a cost that the runs need and the table lacks is an error of the input, whatever the number of runs")
{
    ExperimentConfig experiment = tiny_experiment();
    experiment.processors.front().costs.register_file_pj.reset();
    try {
        static_cast<void>(compared(experiment));
        FAIL("the comparison went on");
    } catch (const InputError& error) {
        CHECK(std::string(error.what()) ==
              experiment.location.file +
                  ": costs.register_file_pj: cost table \"round\" lacks this figure, and the run needs it");
    }
}

TEST_CASE("the outcome does not depend on the number of simulations at a time")
{
    const ExperimentConfig experiment = tiny_experiment();
    const auto with_jobs = [&](std::uint64_t jobs) {
        return json_of_result(compare(experiment, {.jobs = jobs, .version = "1"}, [](const CompareProgress&) {}))
            .dump();
    };
    CHECK(with_jobs(1) == with_jobs(4));
}

TEST_CASE("what needs the same simulation is simulated once, and each row is under its own name and prices")
{
    // A head of the same shape, and a machine with other prices: one simulation for four pairs.
    ExperimentConfig experiment = tiny_experiment();
    const ExperimentConfig alone = experiment;
    experiment.models.push_back({"twin", experiment.models.front().layers});
    experiment.processors.push_back(experiment.processors.front());
    experiment.processors.back().processor.name = "dear";
    experiment.processors.back().costs.register_file_pj->value *= 3.0;
    CompareProgress last;
    const Json json = json_of_result(
        compare(experiment, {.jobs = 2, .version = "1"}, [&](const CompareProgress& progress) { last = progress; }));
    CHECK(last.runs == 8);
    CHECK(last.runs_done == 8);
    CHECK(last.steps == 153 + 100);

    const Json runs_alone =
        json_of_result(compare(alone, {.jobs = 2, .version = "1"}, [](const CompareProgress&) {}))["runs"];
    REQUIRE(json["rows"].size() == 8);
    REQUIRE(json["runs"].size() == 8);
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string model = i < 4 ? "tiny" : "twin";
        const std::string processor = i % 4 < 2 ? "small" : "dear";
        CHECK(json["rows"][i]["model"] == model);
        CHECK(json["rows"][i]["processor"] == processor);
        Json expected = runs_alone[i % 2];
        expected["model"] = model;
        expected["processor"] = processor;
        if (processor == "dear") {
            CHECK(json["runs"][i]["energy_pj"]["register_file"].get<double>() ==
                  Approx(3.0 * expected["energy_pj"]["register_file"].get<double>()).epsilon(1e-12));
            for (const char* key : {"energy_pj", "energy_pj_per_sample", "energy_by_phase"})
                expected[key] = json["runs"][i][key];
        }
        CHECK(json["runs"][i] == expected);
    }
}

TEST_CASE("progress ends with all runs and steps done")
{
    CompareProgress last;
    static_cast<void>(compare(tiny_experiment(), {.jobs = 1, .version = "1"}, [&](const CompareProgress& progress) {
        CHECK(progress.steps_done >= last.steps_done);
        last = progress;
    }));
    CHECK(last.runs == 2);
    CHECK(last.runs_done == 2);
    CHECK(last.steps_done == last.steps);
    CHECK(last.steps == 153 + 100);
}

}  // namespace deltasim::test::compare_test
