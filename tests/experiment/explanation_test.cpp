// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "experiment/batch/compare.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tiny_experiment.hpp"
#include "golden.hpp"
#include "report/render.hpp"
#include "rooms.hpp"

// The tiny experiment, its weights off chip, explained under each of its schedules.

namespace deltasim::test
{

namespace
{

ExperimentConfig experiment_under(const std::string& schedule)
{
    return tiny_experiment(
        {{"placement", "{weight: dram}"}, {"training.baseline", schedule}, {"training.samples", "1000"}});
}

Json compared(const ExperimentConfig& experiment)
{
    return compare(experiment, {.jobs = 2, .version = "0"}, [](const CompareProgress&) {}).json;
}

Json explained(const std::string& schedule)
{
    const ExperimentConfig experiment = experiment_under(schedule);
    return explanation(compared(experiment), experiment.placement);
}

double sum(const Json& rows, const std::string& key)
{
    double total = 0.0;
    for (const Json& row : rows) total += row[key].get<double>();
    return total;
}

void check_close(double actual, double expected) { CHECK(std::abs(actual - expected) <= 1e-12 * std::abs(expected)); }

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
    const Json json = explained("naive");
    check_golden(json.dump(2) + "\n", "tests/experiment/golden/explain.json");
    check_golden(render(explanation_tables(json), Format::text), "tests/experiment/golden/explain.txt");
    check_golden(render(explanation_tables(json), Format::markdown), "tests/experiment/golden/explain.md");
}

TEST_CASE("the figures of an explanation sum to those of its run")
{
    const ExperimentConfig experiment = experiment_under("naive");
    const Json comparison = compared(experiment);
    const Json json = explanation(comparison, experiment.placement);
    const Json& run = comparison["runs"][0];
    REQUIRE(run["schedule"] == "naive");
    const double total = run["energy_pj"]["total"];
    check_close(sum(json["energy"], "energy_pj"), total);
    check_close(sum(json["energy"], "share_percent"), 100.0);
    check_close(sum(json["accesses"], "energy_pj"),
                run["energy_pj"]["sram"].get<double>() + run["energy_pj"]["dram"].get<double>());
    CHECK(sum(json["time"]["causes"], "cycles") == run["cycles"].get<double>());
    CHECK(sum(json["homes"], "bytes") == sum(run["memories"], "peak_bytes"));

    const Json& better = json["better"];
    REQUIRE(better["schedule"] == "delta");
    check_close(better["saved_pj"], total - comparison["runs"][1]["energy_pj"]["total"].get<double>());
    check_close(sum(better["differences"], "change_pj"), -better["saved_pj"].get<double>());
}

TEST_CASE("an explanation says why a tensor lives where it does")
{
    const Json placed = explained("delta");
    CHECK(home_of(placed, "weight", 1)["placed_by"] == "experiment");
    CHECK(home_of(placed, "bias", 1)["placed_by"] == "fit");

    // 80 bytes of weights do not fit beside the other tensors: 20 + 12 of the activations, ...
    ExperimentConfig experiment = tiny_experiment();
    experiment.processors.front().processor.memories.front().capacity_bytes = 160;
    const Json overflown = explanation(compared(experiment), experiment.placement);
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
        const Json comparison = compared(experiment);
        Json json = explanation(comparison, experiment.placement);
        CHECK(sum(json["homes"], "bytes") == sum(comparison["runs"][0]["memories"], "peak_bytes"));
        return json;
    };
    const Json plain = explained_with("{weight: dram}");
    CHECK(home_of(plain, "weight", 1)["bytes"] == 4 * 5 * 4);
    CHECK(!home_of(plain, "weight", 1).contains("pad_words"));

    // Four rows of five words: two words of padding between them, none after the last.
    const Json padded = explained_with("{weight: {memory: dram, pad_words: 2}, \"weight[2]\": dram}");
    CHECK(home_of(padded, "weight", 1)["bytes"] == (4 * 5 + 3 * 2) * 4);
    CHECK(home_of(padded, "weight", 1)["pad_words"] == 2);
    CHECK(home_of(padded, "weight", 1)["placed_by"] == "experiment");
    CHECK(home_of(padded, "bias", 1)["bytes"] == home_of(plain, "bias", 1)["bytes"]);
    CHECK(render(explanation_tables(padded), Format::text).find("; 2 words of padding between rows") !=
          std::string::npos);
    CHECK(render(explanation_tables(plain), Format::text).find("padding") == std::string::npos);
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
    CHECK(explanation(compared(experiment), experiment.placement).is_null());
}

}  // namespace deltasim::test
