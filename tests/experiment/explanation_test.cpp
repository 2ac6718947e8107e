// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "experiment/batch/compare.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tiny_experiment.hpp"
#include "golden.hpp"
#include "report/render.hpp"
#include "rooms.hpp"

// Explains the tiny experiment, with weights off chip, under each of its schedules.

namespace deltasim::test::explanation_test
{

namespace
{

ExperimentConfig experiment_under(const std::string& schedule)
{
    return tiny_experiment(
        {{"placement", "{weight: dram}"}, {"training.baseline", schedule}, {"training.samples", "1000"}});
}

ComparisonResult comparison_result(const ExperimentConfig& experiment)
{
    return compare(experiment, {.jobs = 2, .version = "0"}, [](const CompareProgress&) {}).result;
}

Explanation explained_under(const std::string& schedule)
{
    const ExperimentConfig experiment = experiment_under(schedule);
    return explanation(comparison_result(experiment), experiment.placement).value();
}

Json explained(const std::string& schedule) { return explanation_json(explained_under(schedule)); }

double sum(const Json& rows, const std::string& key)
{
    double total = 0.0;
    for (const Json& row : rows) total += row[key].get<double>();
    return total;
}

void check_sum(double actual, double expected) { CHECK(std::abs(actual - expected) <= 1e-12 * std::abs(expected)); }

const Json& home_of(const Json& explanation, const std::string& tensor, int layer)
{
    const auto home = std::find_if(explanation["homes"].begin(), explanation["homes"].end(),
                                   [&](const Json& row) { return row["tensor"] == tensor && row["layer"] == layer; });
    REQUIRE(home != explanation["homes"].end());
    return *home;
}

}  // namespace

TEST_CASE("an explanation looks as in its golden files")
{
    const Explanation result = explained_under("naive");
    check_golden(json_text(explanation_json(result)), "tests/experiment/golden/explain.json");
    check_golden(render(explanation_tables(result), Format::text), "tests/experiment/golden/explain.txt");
    check_golden(render(explanation_tables(result), Format::markdown), "tests/experiment/golden/explain.md");
}

TEST_CASE("the figures of an explanation sum to those of its run")
{
    const ExperimentConfig experiment = experiment_under("naive");
    const ComparisonResult result = comparison_result(experiment);
    const Json comparison = comparison_json(result);
    const Json json = explanation_json(explanation(result, experiment.placement).value());
    const Json& run = comparison["runs"][0];
    REQUIRE(run["schedule"] == "naive");
    const double total = run["energy_pj"]["total"];
    check_sum(sum(json["energy"], "energy_pj"), total);
    check_sum(sum(json["energy"], "share_percent"), 100.0);
    check_sum(sum(json["accesses"], "energy_pj"),
              run["energy_pj"]["sram"].get<double>() + run["energy_pj"]["dram"].get<double>());
    CHECK(sum(json["time"]["causes"], "cycles") == run["cycles"].get<double>());
    CHECK(sum(json["homes"], "bytes") == sum(run["memories"], "peak_bytes"));

    const Json& better = json["better"];
    REQUIRE(better["schedule"] == "delta");
    check_sum(better["saved_pj"], total - comparison["runs"][1]["energy_pj"]["total"].get<double>());
    check_sum(sum(better["differences"], "change_pj"), -better["saved_pj"].get<double>());
}

TEST_CASE("an explanation says why a tensor lives where it does")
{
    const Json placed = explained("delta");
    CHECK(home_of(placed, "weight", 1)["placed_by"] == "experiment");
    CHECK(home_of(placed, "bias", 1)["placed_by"] == "fit");

    // 80 bytes of weights do not fit beside the other tensors: 20 + 12 of the activations, ...
    ExperimentConfig experiment = tiny_experiment();
    experiment.processors.front().processor.memories.front().capacity_bytes = 160;
    const Json overflown = explanation_json(explanation(comparison_result(experiment), experiment.placement).value());
    const Json& home = home_of(overflown, "weight", 1);
    CHECK(home["placed_by"] == "overflow");
    CHECK(home["memory"] == "dram");
    const Json& left = home["left_on_chip"][0];
    CHECK(left["memory"] == "buffer");
    CHECK(left["bytes"] == 160 - overflown["memories"][0]["peak_bytes"].get<std::uint64_t>());
    CHECK(left["bytes"] < home["bytes"]);
}

TEST_CASE("padding between rows is in sizes, peaks and the explanation")
{
    const auto explained_with = [](const std::string& placement) {
        const ExperimentConfig experiment = tiny_experiment({{"placement", placement}});
        const ComparisonResult comparison = comparison_result(experiment);
        Explanation result = explanation(comparison, experiment.placement).value();
        CHECK(sum(explanation_json(result)["homes"], "bytes") ==
              sum(run_json(comparison.runs.front())["memories"], "peak_bytes"));
        return result;
    };
    const Explanation plain_result = explained_with("{weight: dram}");
    const Json plain = explanation_json(plain_result);
    CHECK(home_of(plain, "weight", 1)["bytes"] == 4 * 5 * 4);
    CHECK(!home_of(plain, "weight", 1).contains("pad_words"));

    // Four rows of five words: two words of padding between the rows, none after the last.
    const Explanation padded_result = explained_with("{weight: {memory: dram, pad_words: 2}, \"weight[2]\": dram}");
    const Json padded = explanation_json(padded_result);
    CHECK(home_of(padded, "weight", 1)["bytes"] == (4 * 5 + 3 * 2) * 4);
    CHECK(home_of(padded, "weight", 1)["pad_words"] == 2);
    CHECK(home_of(padded, "weight", 1)["placed_by"] == "experiment");
    CHECK(home_of(padded, "bias", 1)["bytes"] == home_of(plain, "bias", 1)["bytes"]);
    CHECK(render(explanation_tables(padded_result), Format::text).find("; 2 words of padding between rows") !=
          std::string::npos);
    CHECK(render(explanation_tables(plain_result), Format::text).find("padding") == std::string::npos);
}

TEST_CASE("of the best schedule that was tried nothing better is told")
{
    const Json json = explained("delta");
    CHECK(json["better"].is_null());
    CHECK(json["schedules"][0]["schedule"] == "delta");
    CHECK(json["schedules"][1]["schedule"] == "naive");
}

TEST_CASE("a run that failed is not explained")
{
    ExperimentConfig experiment = tiny_experiment();
    experiment.processors.front().processor.dram.reset();
    experiment.processors.front().processor.memories.front().capacity_bytes = 64;
    CHECK_FALSE(explanation(comparison_result(experiment), experiment.placement));
}

}  // namespace deltasim::test::explanation_test
