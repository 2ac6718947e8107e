// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "experiment/finished_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/results/values_text.hpp"
#include "rooms.hpp"

// Names on which others rely: new ones may be added, none may disappear.

namespace deltasim::test::run_json_test
{

namespace
{

using Keys = std::vector<std::string>;

Keys keys_of(const Json& object)
{
    Keys keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
}

/// The keys that the object lacks.
Keys missing(const Json& object, const Keys& keys)
{
    Keys missing;
    for (const std::string& key : keys) {
        if (!object.contains(key)) missing.push_back(key);
    }
    return missing;
}

}  // namespace

TEST_CASE("the JSON of a run has its stable names")
{
    const Json json = run_json(finished_run(), "1.2.3");
    CHECK(missing(json, {"version", "model", "processor", "costs", "schedule", "precision", "batch", "classes",
                         "engine", "cycles", "seconds", "operands", "memories", "dram", "operations", "energy_pj",
                         "bounds"}) == Keys{});
    CHECK(missing(json["engine"], {"mode", "simulated_steps", "folded_steps"}) == Keys{});
    CHECK(keys_of(json["operands"][0]) == Keys{"phase", "layer", "tensor", "reads", "writes"});
    CHECK(missing(json["memories"][0],
                  {"name", "level", "reads", "writes", "bits_read", "bits_written", "by_tensor"}) == Keys{});
    CHECK(missing(json["memories"][0]["by_tensor"][0], {"tensor", "reads", "writes"}) == Keys{});
    CHECK(keys_of(json["dram"]) == Keys{"activates", "precharges", "reads", "writes", "refreshes", "row_hits",
                                        "row_misses", "row_conflicts", "bank_refreshes", "rank_active_cycles",
                                        "bank_active_cycles", "bank_refresh_only_cycles", "by_channel", "by_rank",
                                        "by_bank"});
    CHECK(keys_of(json["operations"]) == Keys{"mac", "add", "multiply", "divide", "exponential", "compare"});
    CHECK(keys_of(json["energy_pj"]) ==
          Keys{"total", "compute", "register_file", "sram", "dram", "interconnect", "static"});
    CHECK(keys_of(json["bounds"]) ==
          Keys{"weight_reads", "weight_writes", "weight_bytes", "cycles", "mac_cycles", "dram_cycles"});
}

TEST_CASE("the JSON of a run has its figures in their places")
{
    const Json json = run_json(finished_run(), "1.2.3");
    CHECK(json["version"] == "1.2.3");
    CHECK(json["classes"] == 3);
    CHECK(json["cycles"] == 100);
    CHECK(json["seconds"] == 1e-6);
    CHECK(json["engine"]["simulated_steps"].get<int>() + json["engine"]["folded_steps"].get<int>() == 10);
    CHECK(json["operands"][0] ==
          Json({{"phase", "forward"}, {"layer", 1}, {"tensor", "weight"}, {"reads", 8}, {"writes", 0}}));
    const Json& dram = json["memories"][1];
    CHECK(dram["name"] == "dram");
    CHECK(dram["bits_read"] == 8 * 512);
    CHECK(dram["bits_written"] == 5 * 512);
    CHECK(dram["by_tensor"] ==
          Json::array({{{"tensor", "weight"}, {"reads", 8}, {"writes", 5}, {"energy_pj", 8.0}, {"bytes", 20}}}));
    CHECK(dram["busy_percent"] == 52.0);
    CHECK(json["dram"]["activates"] == 4);
    CHECK(json["dram"]["precharges"] == 3);
    CHECK(json["dram"]["refreshes"] == 2);
    CHECK(json["dram"]["row_hits"] == 9);
    CHECK(json["dram"]["row_misses"] == 4);
    CHECK(json["operations"]["divide"] == 3);
    CHECK(json["energy_pj"]["total"] == 64.0);
    CHECK(json["energy_pj"]["static"] == 32.0);
    CHECK(json["bounds"]["weight_reads"] == 7);
}

TEST_CASE("the JSON of a run says where tensors live and how much of each memory they take")
{
    RunReport report = finished_run();
    report.homes.push_back({{Tensor::bias, 1, TensorArray::of_biases}, 0, 12});
    const Json json = run_json(report, "");
    CHECK(json["homes"][0] == Json({{"tensor", "weight"}, {"layer", 1}, {"memory", "dram"}, {"bytes", 20}}));
    CHECK(json["homes"][1] == Json({{"tensor", "bias"}, {"layer", 1}, {"memory", "buffer"}, {"bytes", 4 + 12}}));
    CHECK(json["memories"][0]["peak_bytes"] == 16);
    CHECK(json["memories"][0]["capacity_bytes"] == 64);
    CHECK(json["memories"][1]["peak_bytes"] == 20);
}

TEST_CASE("the JSON of a run says where its cycles and its accesses go, by phase and layer")
{
    const Json json = run_json(finished_run(), "");
    CHECK(keys_of(json["time_cycles"]) == Keys{"total", "compute", "issue", "sram_latency", "sram_conflict", "dram",
                                               "dram_refresh", "write_back", "drain", "fill", "shift", "phases"});
    CHECK(json["time_cycles"]["total"] == 100);
    CHECK(json["time_cycles"]["compute"] == 50);
    CHECK(json["time_cycles"]["drain"] == 9);
    CHECK(json["time_cycles"]["phases"][1] == Json({{"phase", "update"},
                                                    {"layer", 1},
                                                    {"total", 40},
                                                    {"compute", 30},
                                                    {"issue", 0},
                                                    {"sram_latency", 0},
                                                    {"sram_conflict", 0},
                                                    {"dram", 0},
                                                    {"dram_refresh", 0},
                                                    {"write_back", 4},
                                                    {"drain", 6},
                                                    {"fill", 0},
                                                    {"shift", 0}}));
    REQUIRE(json["accesses"].size() == 3);
    CHECK(json["accesses"][2] == Json({{"phase", "update"},
                                       {"layer", 1},
                                       {"tensor", "weight"},
                                       {"memory", "dram"},
                                       {"reads", 0},
                                       {"writes", 5},
                                       {"energy_pj", 5.0}}));
}

TEST_CASE("energy and time a sample are those of a step over its batch; an epoch is told as it was summed up")
{
    RunReport report = finished_run();
    CHECK(run_json(report, "")["epoch"].is_null());
    report.batch = 4;
    report.epoch = EpochSum{9, 3, 1, 150.0, 2.5e-6};
    const Json json = run_json(report, "");
    CHECK(json["energy_pj_per_sample"] == 16.0);
    CHECK(json["seconds_per_sample"] == 1e-6 / 4);
    CHECK(json["epoch"] == Json({{"samples", 9}, {"steps", 3}, {"energy_pj", 150.0}, {"seconds", 2.5e-6}}));
}

TEST_CASE("a processor without DRAM has DRAM counts of zero")
{
    RunReport report = finished_run();
    report.simulation.counts.dram.reset();
    const Json json = run_json(report, "");
    for (const auto& [command, count] : json["dram"].items()) CHECK((count == 0 || count == Json::array()));
}

TEST_CASE("the energy of a DRAM by kind and rail is there under the datasheet view alone")
{
    const Json json = run_json(datasheet_run(), "");
    CHECK(keys_of(json["dram_energy_pj"]) == Keys{"formula", "total", "activate", "precharge", "read", "write",
                                                  "refresh", "active_background", "precharged_background", "rails"});
    CHECK(json["dram_energy_pj"]["formula"] == "drampower");
    CHECK(json["dram_energy_pj"]["read"] == 4.5);
    CHECK(json["dram_energy_pj"]["total"] == 24.0);
    CHECK(keys_of(json["dram_energy_pj"]["rails"]) == Keys{"VDD", "VPP"});
    CHECK(json["dram_energy_pj"]["rails"]["VPP"]["read"] == 0.5);
    CHECK_FALSE(run_json(finished_run(), "").contains("dram_energy_pj"));
}

TEST_CASE("numbers of the JSON keep every digit")
{
    RunReport report = finished_run();
    report.simulation.counts.cycles = 18'446'744'073'709'551'615U;
    report.simulation.counts.time = Seconds(0.1 + 0.2);
    report.energy.compute = Picojoules(1.0 / 3.0);
    const Json json = Json::parse(run_json(report, "").dump());
    CHECK(json["cycles"].get<std::uint64_t>() == 18'446'744'073'709'551'615U);
    CHECK(json["seconds"].get<double>() == 0.1 + 0.2);
    CHECK(json["energy_pj"]["compute"].get<double>() == 1.0 / 3.0);
}

TEST_CASE("values are given by sample and by layer, weights row by row")
{
    const Head head{"tiny", {{2, 1, Activation::relu}, {1, 2, Activation::softmax}}};
    RunReport report = finished_run();
    report.initial_values = {{{Tensor::activation, 0}, {0.5F, 0.25F}}, {{Tensor::target, 2}, {0.0F, 1.0F}},
                             {{Tensor::weight, 1}, {1.0F, 2.0F}},      {{Tensor::bias, 1}, {3.0F}},
                             {{Tensor::weight, 2}, {4.0F, 5.0F}},      {{Tensor::bias, 2}, {6.0F, 0.1F}}};
    report.simulation.values = report.initial_values;
    report.simulation.values->at({Tensor::weight, 2})[1] = 7.0F;
    std::string text;
    write_values(head, report, [&](std::string_view piece) { text += piece; });
    const Json json = Json::parse(text);
    CHECK(text == json.dump() + "\n");
    CHECK(keys_of(json) == Keys{"features", "targets", "initial", "final"});
    CHECK(json["features"] == Json::array({Json::array({0.5, 0.25})}));
    CHECK(json["targets"] == Json::array({Json::array({0.0, 1.0})}));
    CHECK(json["initial"][0]["weight"] == Json::array({Json::array({1.0, 2.0})}));
    CHECK(json["final"][1]["weight"] == Json::array({Json::array({4.0}), Json::array({7.0})}));
    // Every fp32 number reads back unchanged.
    CHECK(json["final"][1]["bias"][1].get<float>() == 0.1F);
}

}  // namespace deltasim::test::run_json_test
