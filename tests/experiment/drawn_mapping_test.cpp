// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <string>

#include "experiment/batch/compare.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tiny_experiment.hpp"
#include "report/render.hpp"
#include "rooms.hpp"

// The loops that an explanation draws, and the words over each boundary.

namespace deltasim::test::drawn_mapping_test
{

namespace
{

ExperimentConfig mapped_experiment(const std::string& schedule, const std::string& mapping, std::uint64_t batch)
{
    return experiment_of(fmt::format(
        "model: {{name: odd, features: 101, layers: [{{outputs: 37, activation: relu}}, {{outputs: 11, activation: "
        "softmax}}]}}\nprocessor: eyeriss\nmapping: {}\nplacement: {{weight: dram, activation: dram, delta: dram}}\n"
        "training: {{batch: {}, schedules: [{}], baseline: {}}}\n",
        mapping, batch, schedule, schedule));
}

ComparisonResult compared_drawing(const ExperimentConfig& experiment)
{
    return compare(experiment, {.jobs = 1, .version = "0"}, [](const CompareProgress&) {}).result;
}

/// Words that the drawn tiles of a memory bring, for a tensor that the phase only reads.
std::uint64_t words_brought(const Json& phase, const std::string& tensor, const std::string& memory)
{
    std::uint64_t words = 0;
    for (const Json& stage : phase["stages"]) {
        for (const Json& level : stage["levels"]) {
            if (level["memory"] != memory) continue;
            for (const Json& tile : level["tiles"]) {
                if (tile["tensor"] == tensor) words += tile["words_entered"].get<std::uint64_t>();
            }
        }
    }
    return words;
}

/// Words of a tensor between two places, of some rows.
std::uint64_t words_between(const Json& rows, const std::string& tensor, const std::string& from, const std::string& to)
{
    std::uint64_t words = 0;
    for (const Json& row : rows) {
        if (row["tensor"] == tensor && row["from"] == from && row["to"] == to)
            words += row["words"].get<std::uint64_t>();
    }
    return words;
}

constexpr const char* cut_loops =
    "{forward: [{memory: dram, order: [outputs, inputs, samples]}, {memory: global_buffer, tile: {outputs: 8, inputs: "
    "30, samples: 2}, keep: [weight, delta], buffers: 2, order: [samples, outputs, inputs]}, "
    "{array: {rows: outputs, columns: inputs}}], "
    "update: [{memory: dram, order: [inputs, outputs, samples]}, {memory: global_buffer, tile: {outputs: 5, inputs: "
    "40}, "
    "keep: [delta], order: [outputs, inputs, samples]}, {array: {rows: outputs, columns: inputs}}], delta: streaming}";

}  // namespace

TEST_CASE("the words that a drawn mapping says are brought are those that the run has moved")
{
    std::size_t held = 0;
    for (const char* const schedule : {"framework", "delta", "delta_latched", "delta_fused", "delta_lookahead"}) {
        for (const std::string mapping : {"auto", cut_loops}) {
            for (const std::uint64_t batch : {1U, 3U}) {
                CAPTURE(schedule, mapping, batch);
                const ExperimentConfig experiment = mapped_experiment(schedule, mapping, batch);
                const ComparisonResult comparison = compared_drawing(experiment);
                const auto explained = explanation(comparison, experiment.placement);
                if (!explained) continue;  // an order that this schedule does not allow
                const Json json = explanation_json(*explained);
                for (const Json& phase : json["mapping"]) {
                    CAPTURE(phase["phase"].get<std::string>(), phase["layer"].get<std::uint64_t>());
                    for (const char* const tensor : {"weight", "delta"}) {
                        // If the tensor is also written, the first words of a tile may come from the array.
                        if (words_between(phase["crossings"], tensor, "array", "global_buffer") > 0) continue;
                        const std::uint64_t brought = words_brought(phase, tensor, "global_buffer");
                        if (brought == 0) continue;
                        CHECK(words_between(phase["crossings"], tensor, "dram", "global_buffer") == brought);
                        held += 1;
                    }
                }
            }
        }
    }
    CHECK(held >= 10);
}

TEST_CASE("a drawn mapping has each loop with its tile and what is kept, in lines of a page")
{
    const ExperimentConfig experiment = mapped_experiment("delta", cut_loops, 3);
    const Explanation explained = explanation(compared_drawing(experiment), experiment.placement).value();
    const Json forward = explanation_json(explained)["mapping"][0];
    CHECK(forward["streams"] == false);
    const Json& levels = forward["stages"][0]["levels"];
    REQUIRE(levels.size() == 2);
    CHECK(levels[0]["loops"] == Json::parse(R"([{"dimension": "outputs", "count": 5, "tile": 8},
        {"dimension": "inputs", "count": 4, "tile": 30}, {"dimension": "samples", "count": 2, "tile": 2}])"));
    const Json& tile = levels[1]["tiles"][0];
    CHECK(tile["tensor"] == "weight");
    CHECK(tile["words"] == 8 * 30);
    CHECK(tile["buffers"] == 2);
    // All weights move once: samples are walked within a tile.
    CHECK(tile["words_entered"] == 37 * 101);

    std::vector<report::Table> tables;
    add_mapping_section(tables, explained);
    const std::string text = render(tables, Format::text);
    CHECK(text.find("for outputs: 5 x 8, from dram\n| for inputs: 4 x 30, from dram\n") != std::string::npos);
    CHECK(text.find("| | global_buffer keeps weight[1]: 240 words") != std::string::npos);
    CHECK(text.find("delta, layer 2\n\nIt streams") != std::string::npos);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        CHECK(end - begin <= 100);
        begin = end + 1;
    }
}

TEST_CASE("loops that two passes share are drawn once, with what each does inside")
{
    const ExperimentConfig experiment = mapped_experiment("delta_lookahead", "auto", 3);
    const Explanation explained = explanation(compared_drawing(experiment), experiment.placement).value();
    const Json forward = explanation_json(explained)["mapping"][0];
    CHECK(forward["stages"][0]["shared_loops"].is_null());
    CHECK(forward["stages"][1]["shared_loops"].get<std::size_t>() > 0);
    CHECK(words_between(forward["crossings"], "weight", "dram", "global_buffer") == 37 * 101);
    CHECK(words_between(forward["crossings"], "weight", "global_buffer", "dram") == 37 * 101);

    std::vector<report::Table> tables;
    add_mapping_section(tables, explained);
    const std::string text = render(tables, Format::text);
    const auto shared = text.find("for outputs: 4 x 12, from global_buffer\n");
    const auto first = text.find("first sample:\n", shared);
    REQUIRE(first != std::string::npos);
    CHECK(text.substr(shared, first - shared).find("global_buffer keeps weight[1]") != std::string::npos);
    CHECK(text.find("then the other samples:\n", first) != std::string::npos);
}

}  // namespace deltasim::test::drawn_mapping_test
