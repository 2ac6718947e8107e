// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "app/program.hpp"
#include "rooms.hpp"

// Cost tables whose figures come from other files, and DRAM by its datasheet, on the command line.

namespace deltasim::test::costs_test
{

namespace
{

using Json = nlohmann::json;

constexpr const char* experiment = R"(model: lenet_caffe
classes: 10
processor: eyeriss
costs: cacti_45nm_lstp
placement: {weight: dram}
training: {schedules: [delta], baseline: delta}
)";

Json result(const Folder& folder, const std::vector<std::string>& settings)
{
    std::vector<std::string> arguments{"run", "exp.yaml", "--format", "json"};
    for (const std::string& setting : settings) {
        arguments.push_back("--set");
        arguments.push_back(setting);
    }
    const Outcome outcome = folder.run(arguments);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

}  // namespace

TEST_CASE("a run under the datasheet view shows the energy of its DRAM by kind, which sums to its parts")
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    for (const char* formula : {"drampower", "micron"}) {
        const Json run = result(folder, {std::string("costs.dram.formula=") + formula});
        const Json& dram = run["dram_energy_pj"];
        CHECK(dram["formula"] == formula);
        double commands = 0.0;
        for (const char* kind : {"activate", "precharge", "read", "write", "refresh"})
            commands += dram[kind].get<double>();
        CHECK(run["energy_pj"]["dram"].get<double>() == Approx(commands));
        CHECK(dram["read"].get<double>() > 0.0);
        CHECK((dram["precharge"].get<double>() == 0.0) == (std::string(formula) == "micron"));
        CHECK(dram["rails"].contains("VPP"));
    }
}

TEST_CASE("the largest and smallest figures give energies that hold together, larger and smaller ones are refused")
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    for (const char* figure : {"1e30", "1e-30", "0"}) {
        const std::string is_figure = std::string("=") + figure;
        const Json run =
            result(folder, {"costs.static.pe_mw_per_lane" + is_figure, "costs.operations_pj.mac" + is_figure});
        CHECK(run["energy_pj"]["total"].get<double>() > 0.0);
    }
    for (const char* figure : {"1e308", "1e-308"}) {
        const Outcome outcome =
            folder.run({"run", "exp.yaml", "--set", std::string("costs.operations_pj.mac=") + figure});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains(": costs.operations_pj.mac: "));
        CHECK_THAT(outcome.err, Catch::Contains("expected a number from 1e-30 to 1e+30, or 0"));
    }
}

TEST_CASE("a figure that is set on the command line is an assumption of the run")
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    const std::string key = "costs.operations_pj.mac";
    const auto is_assumed = [&](const Json& run) {
        return std::count(run["assumed"].begin(), run["assumed"].end(), key) == 1;
    };
    CHECK_FALSE(is_assumed(result(folder, {})));
    CHECK(is_assumed(result(folder, {key + "=4"})));
    CHECK_FALSE(is_assumed(result(folder, {key + "={value: 4, source: a table}"})));
}

TEST_CASE("a memory between two rows of a lookup takes the next larger, and the results say so")
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    CHECK(result(folder, {})["notes"] ==
          Json::array({"global_buffer: 108 KiB of 64 bits in 27 banks is priced as 128 KiB of 64 bits in 4 banks of "
                       "cacti_45nm_lstp"}));
    CHECK(result(folder, {"processor.memories.global_buffer.banks=4",
                          "processor.memories.global_buffer.capacity_kib=128"})["notes"]
              .empty());
}

TEST_CASE("a table of relative costs prints its own unit")
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    CHECK(result(folder, {"costs=eyeriss_relative"})["energy_unit"] == "16-bit MACs");
    CHECK(result(folder, {})["energy_unit"] == "pJ");
}

TEST_CASE("a kept experiment holds what its cost table took from a lookup or an ERT, and runs again by itself")
{
    for (const std::string costs : {"cacti_22nm_hp", "eyeriss_like_accelergy"}) {
        const Folder folder;
        folder.write("exp.yaml", experiment);
        const Outcome first =
            folder.run({"run", "exp.yaml", "--set", "costs=" + costs, "--format", "json", "--out", "kept"});
        REQUIRE(first.code == 0);
        const Outcome again = folder.run({"run", "kept/experiment.yaml", "--format", "json"});
        REQUIRE(again.code == 0);
        CHECK(again.out == first.out);
    }
}

TEST_CASE("the datasheet view of a flat DRAM is refused before anything runs, and says what to do")
{
    const Folder folder;
    folder.write("exp.yaml", with(experiment, "eyeriss", "stm32h743"));
    const Outcome outcome = folder.run({"run", "exp.yaml"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err,
               Catch::Contains("exp.yaml: costs.dram: cost table \"cacti_45nm_lstp\" prices DRAM by the currents of "
                               "its device (view: datasheet), but the DRAM of processor \"stm32h743\" is flat"));
}

}  // namespace deltasim::test::costs_test
