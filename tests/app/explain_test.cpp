// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "rooms.hpp"

// deltasim explain as a user sees it.

namespace deltasim::test::explain_test
{

namespace
{

using Json = nlohmann::json;

/// The outcome of a command on the small experiment.
Outcome explained(const std::vector<std::string>& options)
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    // A buffer that holds every tensor of every schedule.
    std::vector<std::string> arguments{"explain", "exp.yaml", "--set", "processor.memories.buffer.capacity_bytes=512"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return folder.run(arguments);
}

Json json_of(std::vector<std::string> options)
{
    options.insert(options.end(), {"--format", "json"});
    const Outcome outcome = explained(options);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

}  // namespace

TEST_CASE("explain: the experiment's first schedule, set against its others")
{
    const Json json = json_of({});
    CHECK(json["schedule"] == "naive");
    CHECK(json["schedules"].size() == 2);
    CHECK(json["better"]["schedule"] == "delta");
    const Outcome text = explained({});
    CHECK(text.code == 0);
    CHECK(text.err.empty());
    for (const char* title : {"Where each tensor lives", "Where the energy goes", "Which operands cost most",
                              "What bounds the time", "What another schedule would save", "How far from the least"}) {
        CHECK_THAT(text.out, Catch::Contains(title));
    }
}

TEST_CASE("explain: another schedule, set against the experiment's or against all")
{
    const Json delta = json_of({"--schedule", "delta"});
    CHECK(delta["schedule"] == "delta");
    CHECK(delta["schedules"].size() == 2);
    const Json all = json_of({"--schedule", "delta", "--all-schedules"});
    CHECK(all["schedule"] == "delta");
    CHECK(all["schedules"].size() >= delta["schedules"].size());
}

TEST_CASE("explain: energy and time an epoch, where its samples are told")
{
    CHECK(json_of({})["epoch"].is_null());
    const Json epoch = json_of({"--set", "training.samples=1000"})["epoch"];
    CHECK(epoch["samples"] == 1000);
    CHECK(epoch["steps"] == 1000);
}

TEST_CASE("explain wants one model and one processor, and a schedule that is known")
{
    const Outcome two = explained({"--set", "model=[lenet_caffe, vgg16]"});
    CHECK(two.code == 2);
    CHECK_THAT(two.err,
               Catch::Contains("model: expected one model for explain, found 2; choose with --set model=NAME"));
    const Outcome unknown = explained({"--schedule", "detla"});
    CHECK(unknown.code == 2);
    CHECK(unknown.err == "--schedule detla: unknown schedule, did you mean \"delta\"?\n");
}

TEST_CASE("explain: what cannot be placed is refused")
{
    const Outcome refused = explained({"--set", "placement={weight: buffer}", "--set", "model.features=5000"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Catch::Contains("under naive cannot be explained: weight[1] of 80000 bytes does not fit"));
}

}  // namespace deltasim::test::explain_test
