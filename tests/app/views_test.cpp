// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

// The views of a run's energy, on shipped heads and processors: everything that is shown adds up to its sum.

namespace deltasim::test::views_test
{

namespace
{

using Json = nlohmann::json;

const std::string quickstart = source_directory() + "/configs/experiments/quickstart.yaml";

Json of(std::vector<std::string> arguments)
{
    const Folder folder;
    arguments.insert(arguments.begin() + 1, quickstart);
    arguments.insert(arguments.end(), {"--format", "json"});
    const Outcome outcome = folder.run(arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out);
}

double number(const Json& json) { return json.get<double>(); }

void check_close(double actual, double expected) { CHECK(std::abs(actual - expected) <= 1e-8 * std::abs(expected)); }

void check_sums(const Json& run)
{
    double on_chip = 0.0;
    double off_chip = 0.0;
    for (const Json& memory : run["memories"]) {
        (memory["level"] == "dram" ? off_chip : on_chip) += number(memory["energy_pj"]);
        double parts = number(memory["rows_pj"]) + number(memory["refresh_pj"]);
        for (const Json& row : memory["by_tensor"]) parts += number(row["energy_pj"]);
        check_close(parts, number(memory["energy_pj"]));
    }
    check_close(on_chip, number(run["energy_pj"]["sram"]));
    check_close(off_chip, number(run["energy_pj"]["dram"]));
    double phases = 0.0;
    for (const Json& phase : run["energy_by_phase"]) phases += number(phase["total"]);
    check_close(phases, number(run["energy_pj"]["total"]));
}

}  // namespace

TEST_CASE("the memories of a run add up to its energy, refreshes and rows among them")
{
    for (const char* processor : {"dadiannao", "eyeriss", "tpu_v1"}) {
        for (const char* device : {"", "ddr4_2400_8gb_x8"}) {
            std::vector<std::string> arguments{
                "run", "--schedule", "delta", "--set", "model=lenet5", "--set", std::string("processor=") + processor};
            // It prices its DRAM by access, not by device.
            const bool has_own_keys = std::string(processor) == "dadiannao";
            if (*device != '\0' && has_own_keys) continue;
            if (*device != '\0') {
                arguments.insert(arguments.end(), {"--set", std::string("processor.dram.device=") + device, "--set",
                                                   "costs.dram={view: datasheet, formula: micron}"});
            }
            INFO(processor << " " << device);
            check_sums(of(arguments));
        }
    }
    const Json edram = of({"run", "--schedule", "delta", "--set", "model=lenet5", "--set", "processor=dadiannao"});
    double refresh = 0.0;
    for (const Json& memory : edram["memories"]) refresh += number(memory["refresh_pj"]);
    CHECK(refresh > 0.0);
}

TEST_CASE("the operand view stands beside the machine's")
{
    const Json comparison = of({"compare", "--set", "model=lenet5", "--set", "processor=eyeriss"});
    const Json& naive = comparison["rows"][0];
    const Json& delta = comparison["rows"][1];
    for (const Json& row : {naive, delta}) {
        CHECK(number(row["operand_energy_pj"]) > 0.0);
        CHECK(number(row["operand_saving_x"]) == Approx(number(row["operand_ratio"]) - 1.0));
        check_close(number(row["operand_ratio"]),
                    number(naive["operand_energy_pj"]) / number(row["operand_energy_pj"]));
    }
    CHECK(delta["operand_ratio"] > 1.0);
    // It does not depend on what the machine shares, buffers or times.
    const Json wide = of({"compare", "--set", "model=lenet5", "--set", "processor=eyeriss", "--set",
                          "processor.pe_array.lanes=7", "--set", "processor.pe_array.operand_broadcast=false"});
    for (std::size_t i = 0; i < 2; ++i) {
        check_close(number(wide["rows"][i]["operand_energy_pj"]), number(comparison["rows"][i]["operand_energy_pj"]));
        CHECK(wide["rows"][i]["energy_pj"] != comparison["rows"][i]["energy_pj"]);
    }
    const Json explained = of({"explain", "--set", "model=lenet5", "--set", "processor=eyeriss"});
    CHECK(explained["operand_energy_pj"] == naive["operand_energy_pj"]);
}

TEST_CASE("a store prices both views and the phases again")
{
    const Folder folder;
    folder.write("s.yaml", small_experiment + std::string("grid: {classes: [3, 9]}\n"));
    REQUIRE(folder.run({"sweep", "s.yaml"}).code == 0);
    const Json stored = Json::parse(folder.run({"table", "s.db", "--format", "json"}).out)["rows"];
    const Json priced = Json::parse(folder.run({"price", "s.db", "--format", "json"}).out)["rows"];
    REQUIRE(stored.size() == 4);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        CHECK(stored[i]["operand_energy_pj"] == priced[i]["operand_energy_pj"]);
        CHECK(stored[i]["energy_by_phase"] == priced[i]["energy_by_phase"]);
        CHECK_FALSE(stored[i]["operand_saving_percent"].is_null());
    }
    const Outcome chosen =
        folder.run({"table", "s.db", "--columns", "schedule,operand_energy_pj,operand_ratio", "--format", "csv"});
    CHECK_THAT(chosen.out, Catch::StartsWith("schedule,operand_energy_pj,operand_ratio\nnaive,"));
}

TEST_CASE("the bound counts channels, and an explanation never says more than all that moved")
{
    const Json run = of({"run", "--schedule", "delta", "--set", "model=lenet_caffe", "--set", "processor=eyeriss",
                         "--set", "processor.dram.device=hbm2_8gb", "--set", "processor.dram.prefetch_depth=32",
                         "--set", "placement.weight=dram"});
    CHECK(run["cycles"] >= run["bounds"]["cycles"]);
    const Json half = of({"explain", "--set", "model=alexnet", "--set", "processor=eyeriss", "--schedule", "delta",
                          "--set", "training.precision=bf16", "--set", "training.master_weights=true", "--set",
                          "costs.operations_pj.bf16=" + std::string("{mac: 1, add: 1, multiply: 1, divide: 1, "
                                                                    "exponential: 1, compare: 1}")});
    CHECK(half["bound"]["run_weight_bytes"] >= half["bound"]["weight_bytes"]);
}

TEST_CASE("energies of different units never share a column")
{
    const Folder folder;
    folder.write("s.yaml", small_experiment + std::string("grid: {classes: [3, 9]}\n"));
    REQUIRE(folder.run({"sweep", "s.yaml"}).code == 0);
    const Outcome both = folder.run({"price", "s.db", "--costs", "horowitz_45nm", "eyeriss_relative"});
    INFO(both.out << both.err);
    CHECK_THAT(both.out, Catch::Contains("Savings, energies in pJ"));
    const Outcome csv =
        folder.run({"price", "s.db", "--costs", "horowitz_45nm", "eyeriss_relative", "--format", "csv"});
    CHECK_THAT(csv.out, !Catch::Contains("\n\n"));
    CHECK_THAT(csv.err,
               Catch::Contains("CSV is one table, savings_pj; --table NAME prints another (savings_16_bit_macs)"));
    const Outcome other = folder.run({"price", "s.db", "--costs", "horowitz_45nm", "eyeriss_relative", "--format",
                                      "csv", "--columns", "model,energy_pj", "--table", "savings_16_bit_macs"});
    CHECK(other.err.empty());
    CHECK(std::count(other.out.begin(), other.out.end(), '\n') == 5);
    const Outcome pivot = folder.run(
        {"price", "s.db", "--costs", "horowitz_45nm", "eyeriss_relative", "--pivot", "classes,costs,energy_pj"});
    CHECK(pivot.code == 2);
    CHECK_THAT(pivot.err, Catch::Contains("energies are in"));
}

}  // namespace deltasim::test::views_test
