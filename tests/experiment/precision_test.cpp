// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "experiment/batch/compare.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/result_tables.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"

// How the width of words affects a whole run.

namespace deltasim::test::precision_test
{

namespace
{

RunResult result_of(const ExperimentConfig& experiment)
{
    return compare(experiment, {.jobs = 2, .version = "0"}, [](const CompareProgress&) {}).result.runs.at(0);
}

Json run_of(const ExperimentConfig& experiment) { return run_json(result_of(experiment)); }

/// One trainable layer of 1024 x 1000 weights off chip, in bursts of 64 bytes, under `delta`.
Json wide_run(const std::string& precision)
{
    return run_of(experiment_of(R"(model: {name: wide, features: 1024, layers: [{outputs: 1000, activation: softmax}]}
processor: eyeriss
costs: horowitz_45nm
training: {schedules: [delta], baseline: delta}
placement: {weight: dram}
)",
                                {{"training.precision", precision}}));
}

Json accesses(const Json& run, const std::string& memory, const std::string& tensor)
{
    for (const Json& of_memory : run["memories"]) {
        if (of_memory["name"] != memory) continue;
        for (const Json& row : of_memory["by_tensor"]) {
            if (row["tensor"] == tensor) return row;
        }
    }
    return {};
}

RunResult mixed_result()
{
    return result_of(tiny_experiment({{"training.schedules", "[delta]"},
                                      {"training.baseline", "delta"},
                                      {"training.precision", "{default: fp16, weight: int8, delta: fp32}"},
                                      {"costs", "horowitz_45nm"}}));
}

}  // namespace

TEST_CASE("words of half the width take half the bursts of long streams")
{
    constexpr std::uint64_t weights = 1024 * 1000;
    for (std::size_t p = 0; p < precision_count; ++p) {
        const Json run = wide_run(std::string(precision_names[p]));
        CAPTURE(precision_names[p]);
        CHECK(run["precision"] == precision_names[p]);
        const std::uint64_t bursts = weights * bytes_of(static_cast<Precision>(p)) / 64;
        const Json of_weights = accesses(run, "dram", "weight");
        CHECK(of_weights["reads"] == 2 * bursts);  // forward and update
        CHECK(of_weights["writes"] == bursts);
        CHECK(run["dram"]["reads"] == 2 * bursts);
        CHECK(run["memories"].back()["bits_read"] == 2 * bursts * 512);
        CHECK(run["memories"].back()["bits_moved"] == 3 * weights * bits_of(static_cast<Precision>(p)));
    }
}

TEST_CASE("operand accesses and operations are the same in every precision")
{
    const Json fp32 = wide_run("fp32");
    const Json int8 = wide_run("int8");
    CHECK(fp32["operands"] == int8["operands"]);
    CHECK(fp32["operations"] == int8["operations"]);
    CHECK(fp32["operations_by_precision"] == Json{{"fp32", fp32["operations"]}});
    CHECK(int8["operations_by_precision"] == Json{{"int8", fp32["operations"]}});
    CHECK(int8["bounds"]["weight_reads"] == 1024 * 1000 - 108 * 1024);
}

TEST_CASE("each step computes in the widest precision of its words")
{
    const Json run = run_json(mixed_result());
    CHECK(run["precision"] == "{default: fp16, weight: int8, delta: fp32}");
    const Json& by_precision = run["operations_by_precision"];
    // A head of 5-4-3: forward reads int8 weights and fp16 activations. Everything else reads or writes a delta, except
    // the row ends, which read a bias.
    CHECK(by_precision.size() == 2);
    CHECK(by_precision["fp16"]["mac"] == 5 * 4 + 4 * 3);
    CHECK(by_precision["fp32"]["mac"] == 4 * 3 + (5 * 4 + 4) + (4 * 3 + 3));
    CHECK(run["operations"]["mac"] == 32 + 51);
}

TEST_CASE("with master weights the update reads and writes these in fp32, and writes the weights from them")
{
    const RunResult result =
        result_of(experiment_of(R"(model: {name: wide, features: 1024, layers: [{outputs: 1000, activation: softmax}]}
processor: eyeriss
costs: horowitz_45nm
training: {schedules: [delta], baseline: delta, precision: int8, master_weights: true}
placement: {weight: dram, master_weight: dram}
)"));
    const Json run = run_json(result);
    constexpr std::uint64_t weights = 1024 * 1000;
    CHECK(run["master_weights"] == true);
    const Json of_weights = accesses(run, "dram", "weight");
    CHECK(of_weights["reads"] == weights / 64);  // forward
    CHECK(of_weights["writes"] == weights / 64);
    const Json of_masters = accesses(run, "dram", "master_weight");
    CHECK(of_masters["reads"] == weights * 4 / 64);
    CHECK(of_masters["writes"] == weights * 4 / 64);
    CHECK(run["operations_by_precision"]["fp32"]["mac"] == weights);
    CHECK(run["operations_by_precision"]["int8"]["mac"] == weights + 1000);
    CHECK(std::get<std::string>(run_tables(result).front().rows[0][4]) == "int8, master weights");
    const auto& assumed = run["assumed"];
    CHECK(std::find(assumed.begin(), assumed.end(), "costs.operations_pj.divide") != assumed.end());
    // There is room on chip for 27 x 1024 master weights; the others are read and written, and so are the weights.
    CHECK(run["bounds"]["weight_reads"] == weights - 27 * 1024);
    CHECK(run["bounds"]["weight_writes"] == 2 * weights - 27 * 1024);
}

TEST_CASE("tables of a run in other precisions than fp32 say which")
{
    const RunResult run = mixed_result();
    const std::vector<Table> tables = run_tables(run);
    CHECK(std::get<std::string>(tables.front().rows[0][4]) == run.precision);
    const Table& operations = tables.back();
    REQUIRE(operations.columns.size() == 4);
    CHECK(operations.columns[2].key == "fp32");
    CHECK(operations.columns[3].key == "fp16");
    for (const std::vector<Cell>& row : operations.rows) {
        REQUIRE(row.size() == 4);
        CHECK(std::get<std::uint64_t>(row[1]) == std::get<std::uint64_t>(row[2]) + std::get<std::uint64_t>(row[3]));
    }
}

TEST_CASE("assumed figures of precisions that nothing computes in are not the run's")
{
    const auto has = [](const Json& run, const std::string& key) {
        return std::find(run["assumed"].begin(), run["assumed"].end(), key) != run["assumed"].end();
    };
    const Json fp32 = wide_run("fp32");
    CHECK(has(fp32, "costs.operations_pj.divide"));
    CHECK_FALSE(has(fp32, "costs.operations_pj.fp16.divide"));
    const Json int16 = wide_run("int16");
    CHECK_FALSE(has(int16, "costs.operations_pj.divide"));
    CHECK(has(int16, "costs.operations_pj.int16.divide"));
}

}  // namespace deltasim::test::precision_test
