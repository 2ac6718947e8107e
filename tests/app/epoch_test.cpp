// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <string>

#include "app/program.hpp"
#include "rooms.hpp"

// If the samples of an epoch are not a multiple of the batch, it ends with a step of the samples that are left.

namespace deltasim::test::epoch_test
{

namespace
{

using Json = nlohmann::json;

Json run_of(const Folder& folder, std::uint64_t batch, std::uint64_t samples, const std::string& schedule)
{
    const Outcome outcome =
        folder.run({"run", "exp.yaml", "--schedule", schedule, "--format", "json", "--set",
                    "training.batch=" + std::to_string(batch), "--set", "training.samples=" + std::to_string(samples)});
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

}  // namespace

TEST_CASE("an epoch's last, smaller batch costs what a run of that batch does")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    for (const char* const schedule : {"naive", "framework", "delta_fused"}) {
        const Json batch_of_4 = run_of(folder, 4, 0, schedule);
        const Json batch_of_3 = run_of(folder, 3, 0, schedule);
        CHECK(batch_of_4["epoch"].is_null());
        const Json epoch = run_of(folder, 4, 23, schedule)["epoch"];
        CHECK(epoch["samples"] == 23);
        CHECK(epoch["steps"] == 6);
        const auto sum = [&](const auto& figure) { return 5.0 * figure(batch_of_4) + figure(batch_of_3); };
        CHECK(epoch["energy_pj"].get<double>() == Approx(sum([](const Json& run) {
                                                      return run["energy_pj"]["total"].template get<double>();
                                                  })).epsilon(1e-12));
        CHECK(epoch["seconds"].get<double>() ==
              Approx(sum([](const Json& run) { return run["seconds"].template get<double>(); })).epsilon(1e-12));
    }
    // Fewer samples than a batch make one step.
    const Json few = run_of(folder, 8, 3, "delta")["epoch"];
    CHECK(few["steps"] == 1);
    CHECK(few["energy_pj"].get<double>() == Approx(run_of(folder, 3, 0, "delta")["energy_pj"]["total"].get<double>()));
    const Json even = run_of(folder, 4, 12, "delta");
    CHECK(even["epoch"]["energy_pj"].get<double>() == Approx(3.0 * even["energy_pj"]["total"].get<double>()));
}

TEST_CASE("the last batch of an epoch is the same under both engines, in a comparison and in a store")
{
    const Folder folder;
    folder.write("exp.yaml", with(small_experiment, "  schedules: [naive, delta]",
                                  "  schedules: [naive, delta]\n  batch: 5\n  samples: 17"));
    const Json run = Json::parse(folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "json"}).out);
    const Json stepped =
        Json::parse(folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "json", "--engine", "step"}).out);
    CHECK(run["epoch"] == stepped["epoch"]);
    const Json compared = Json::parse(folder.run({"compare", "exp.yaml", "--format", "json"}).out);
    CHECK(compared["rows"][1]["epoch"] == run["epoch"]);

    folder.write("sweep.yaml", folder.read("exp.yaml") + "grid: {training.batch: [5]}\n");
    const Outcome swept = folder.run({"sweep", "sweep.yaml", "--format", "json"});
    REQUIRE(swept.code == 0);
    CHECK(Json::parse(swept.out)["rows"][1]["epoch"] == run["epoch"]);
    // Priced anew from the store: by the same table, then by a table with twice its figures.
    const Json priced = Json::parse(folder.run({"price", "sweep.db", "--format", "json"}).out);
    CHECK(priced["rows"][1]["epoch"]["energy_pj"].get<double>() == Approx(run["epoch"]["energy_pj"].get<double>()));
}

TEST_CASE("states of an optimizer in integers are counted with a word about it")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto notes = [&](const std::string& optimizer, const std::string& precision) {
        const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "json", "--set",
                                            "training.optimizer=" + optimizer, "--set",
                                            "training.precision={optimizer_state: " + precision + "}"});
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out)["notes"].dump();
    };
    CHECK(notes("adam", "int8").find("optimizer_state in int8: states of adam") != std::string::npos);
    CHECK(notes("momentum", "int16").find("optimizer_state in int16: states of momentum") != std::string::npos);
    CHECK(notes("adam", "fp16").find("optimizer_state") == std::string::npos);
    CHECK(notes("sgd", "int8").find("optimizer_state") == std::string::npos);
}

}  // namespace deltasim::test::epoch_test
