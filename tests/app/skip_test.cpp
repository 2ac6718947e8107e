// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "report/readable.hpp"
#include "rooms.hpp"

// Processors that skip zeros, as a user runs them.

namespace deltasim::test::skip_test
{

namespace
{

using Json = nlohmann::json;

const char* const skip_all = "processor.skip={zero_delta: true, zero_activation: true}";

Outcome run(const Folder& folder, std::vector<std::string> settings, const std::string& command = "run")
{
    folder.write("exp.yaml", small_experiment);
    std::vector<std::string> arguments{command, "exp.yaml", "--format", "json"};
    if (command == "run") arguments.insert(arguments.end(), {"--schedule", "delta"});
    for (const std::string& setting : settings) {
        arguments.insert(arguments.end(), {setting.starts_with("--") ? setting : "--set=" + setting});
    }
    return folder.run(arguments);
}

void check_refused(const std::vector<std::string>& settings, const std::string& key, const std::string& why)
{
    const Folder folder;
    const Outcome outcome = run(folder, settings);
    CAPTURE(settings);
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::Contains(key) && Catch::Contains(why));
}

}  // namespace

TEST_CASE("a machine that skips zeros streams where the mapping is auto, and refuses loops of the user's own")
{
    const Folder folder;
    const Outcome by_default = run(folder, {skip_all});
    INFO(by_default.err);
    REQUIRE(by_default.code == 0);
    const Json json = Json::parse(by_default.out);
    CHECK(json["mapping"] == "streaming");
    CHECK(json["skip"]["tests"] > 0);
    for (const char* const mapping : {"mapping=auto", "mapping=streaming", "mapping={forward: auto}"}) {
        CHECK(Json::parse(run(folder, {skip_all, mapping}).out) == json);
    }
    const std::string loops =
        "mapping={forward: [{memory: dram, order: [outputs, inputs, samples]}, {array: {columns: inputs}}]}";
    check_refused({skip_all, loops}, "processor.skip", "expected mapping: auto or streaming, or no skip");
    CHECK(run(folder, {loops}).code == 0);
    // A processor that tests nothing skips nothing.
    CHECK(run(folder, {"processor.skip={zero_delta: false}", loops}).out == run(folder, {loops}).out);
}

TEST_CASE("what cannot be skipped is refused with a reason")
{
    check_refused({skip_all, "--engine=systemc"}, "processor.skip", "take --engine step or fold");
    check_refused({"processor.skip={zero_delta: 2}"}, "processor.skip.zero_delta", "true or false");
    check_refused({"processor.skip={zero_deltas: true}"}, "processor.skip.zero_deltas", "unknown");
    for (const char* const share : {"1.5", "-0.1", "many"}) {
        check_refused({"processor.skip={zero_delta: true, density: {delta: " + std::string(share) + "}}"},
                      "processor.skip.density.delta", "expected");
    }
    check_refused({"processor.skip={zero_delta: true, density: {delta: 0.5}}", "--values"}, "processor.skip",
                  "leave \"density\" out");
}

TEST_CASE("the tables of a run say what was skipped, and those of a machine that skips nothing do not")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto tables = [&](const std::vector<std::string>& settings) {
        std::vector<std::string> arguments{"run", "exp.yaml", "--schedule", "delta"};
        arguments.insert(arguments.end(), settings.begin(), settings.end());
        return folder.run(arguments).out;
    };
    const Json skip = Json::parse(run(folder, {skip_all}).out)["skip"];
    CHECK(skip["passed_steps"] > 0);
    const std::string text = tables({"--set", skip_all});
    const auto shown = [&](const char* key) { return report::readable(skip[key].get<std::uint64_t>()); };
    CHECK_THAT(text, Catch::Contains("Skipped zeros") &&
                         Catch::Contains("together: " + shown("tests") + " tests of words against 0, " +
                                         shown("passed_steps") + " steps passed over, " + shown("skipped_words") +
                                         " operand accesses"));
    CHECK_THAT(tables({}), !Catch::Contains("Skipped zeros"));
}

TEST_CASE("a stated density decides how much is passed over, by the seed and by nothing else")
{
    const Folder folder;
    const auto skipped = [&](const std::string& share, const std::string& seed) {
        return Json::parse(run(folder, {"processor.skip={zero_activation: true, density: {features: " + share + "}}",
                                        "training.seed=" + seed})
                               .out);
    };
    const Json none = skipped("1", "1");
    CHECK(none["skip"]["skipped_words"] == 0);
    const Json some = skipped("0.6", "1");
    const Json most = skipped("0.2", "1");
    CHECK(some["skip"]["skipped_words"] > 0);
    CHECK(most["skip"]["skipped_words"] > some["skip"]["skipped_words"]);
    CHECK(most["energy_pj"]["total"] < some["energy_pj"]["total"]);
    CHECK(skipped("0.6", "1") == some);
}

}  // namespace deltasim::test::skip_test
