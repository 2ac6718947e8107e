// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

// The mapping of a run whose experiment gives none, on shipped heads and processors.

namespace deltasim::test::mapping_test
{

namespace
{

using Json = nlohmann::json;

Json run_of(const std::string& processor, const std::string& schedule, std::vector<std::string> settings)
{
    std::vector<std::string> arguments{
        "run", source_directory() + "/configs/experiments/quickstart.yaml", "--schedule", schedule, "--format", "json"};
    settings.insert(settings.begin(), {"model=mobilenet_v2", "processor=" + processor, "classes=100"});
    for (const std::string& setting : settings) arguments.insert(arguments.end(), {"--set", setting});
    const Folder folder;
    const Outcome outcome = folder.run(arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

}  // namespace

TEST_CASE("auto is the default, and what it finds runs again by itself")
{
    for (const char* const processor : {"eyeriss", "stm32h743", "vega"}) {
        CAPTURE(processor);
        const Json found = run_of(processor, "delta", {"training.batch=8"});
        CHECK(found == run_of(processor, "delta", {"training.batch=8", "mapping=auto"}));
        CHECK(found["mapping"].contains("layers"));
        Json again = run_of(processor, "delta", {"training.batch=8", "mapping=" + found["mapping"].dump()});
        CHECK(again == found);
        const Json streaming = run_of(processor, "delta", {"training.batch=8", "mapping=streaming"});
        CHECK(streaming["mapping"] == "streaming");
        CHECK(found["cycles"] < streaming["cycles"]);
        CHECK(found["energy_pj"]["total"] < streaming["energy_pj"]["total"]);
        CHECK(found["operands"] == streaming["operands"]);
    }
}

TEST_CASE("what auto finds for a first sample's own pass is printed, and runs again")
{
    const std::vector<std::string> batch{"training.batch=6", "model=mobilenet_v3_small"};
    const Json found = run_of("eyeriss", "delta_lookahead", batch);
    const Json& layer = found["mapping"]["layers"]["1"];
    REQUIRE(layer["first_sample"]["forward"].is_array());
    CHECK(layer["first_sample"]["forward"] != layer["forward"]);
    std::vector<std::string> said = batch;
    said.push_back("mapping=" + found["mapping"].dump());
    CHECK(run_of("eyeriss", "delta_lookahead", said) == found);
    Json as_others = found["mapping"];
    for (Json& each : as_others["layers"]) each.erase("first_sample");
    said.back() = "mapping=" + as_others.dump();
    const Json other = run_of("eyeriss", "delta_lookahead", said);
    CHECK(other["mapping"] != found["mapping"]);
    CHECK(other["operands"] == found["operands"]);
}

TEST_CASE("auto keeps tiles of tiles in a nearer memory, and streams chains")
{
    const Json microcontroller = run_of("stm32h743", "delta", {"training.batch=8"});
    CHECK_THAT(microcontroller["mapping"].dump(), Catch::Contains("\"dtcm\"") && Catch::Contains("\"axi_sram\""));
    const Json naive = run_of("eyeriss", "naive", {"model=mobilenet_v3_small"});
    CHECK(naive["mapping"]["layers"]["1"]["update"] == "streaming");
    CHECK(naive["mapping"]["layers"]["1"]["forward"].is_array());
}

TEST_CASE("one sample takes no more under auto than under streaming, but for a hundredth")
{
    for (const char* const processor : {"eyeriss", "stm32h743", "gap8", "dadiannao", "max78000"}) {
        CAPTURE(processor);
        const Json found = run_of(processor, "delta_fused", {});
        const Json streaming = run_of(processor, "delta_fused", {"mapping=streaming"});
        CHECK(found["cycles"].get<double>() <= 1.01 * streaming["cycles"].get<double>());
        CHECK(found["energy_pj"]["total"].get<double>() <= 1.01 * streaming["energy_pj"]["total"].get<double>());
    }
}

TEST_CASE("weights that have no room as a whole lie on chip with their first rows: a slope, no jump")
{
    // 1,280 features: with one class more, only its row goes off chip.
    const std::string room = "processor.memories.l2.capacity_kib=1000";
    for (const char* const schedule : {"naive", "delta", "framework"}) {
        CAPTURE(schedule);
        const auto with_classes = [&](int classes, const std::string& mapping) {
            return run_of("vega", schedule, {"classes=" + std::to_string(classes), room, "mapping=" + mapping});
        };
        const auto energy = [](const Json& run) { return run["energy_pj"]["total"].get<double>(); };
        int classes = 200;
        const auto all_on_chip = [&] { return with_classes(classes, "auto")["memories"].back()["peak_bytes"] == 0; };
        while (!all_on_chip()) classes -= 10;
        while (all_on_chip()) ++classes;
        const double fits = energy(with_classes(classes - 1, "auto"));
        const Json one_more = with_classes(classes, "auto");
        CHECK(energy(one_more) < 2.0 * fits);
        CHECK(energy(with_classes(classes, "streaming")) > 5.0 * fits);
        // Off chip, each class adds the same energy.
        const double step = energy(with_classes(classes + 2, "auto")) - energy(with_classes(classes + 1, "auto"));
        CHECK(energy(with_classes(classes + 9, "auto")) - energy(with_classes(classes + 8, "auto")) ==
              Approx(step).epsilon(0.1));
        std::map<std::string, std::uint64_t> rows;
        for (const Json& home : one_more["homes"]) {
            if (home.contains("rows")) rows[home["rows"]] = home["bytes"];
        }
        CHECK(rows.size() == 2);
        CHECK(rows["others"] % (1280 * 4) == 0);
        CHECK(rows["first"] + rows["others"] == static_cast<std::uint64_t>(classes) * 1280 * 4);
        // The printed mapping can be run again.
        const Json again = run_of(
            "vega", schedule, {"classes=" + std::to_string(classes), room, "mapping=" + one_more["mapping"].dump()});
        CHECK(again == one_more);
    }
}

}  // namespace deltasim::test::mapping_test
