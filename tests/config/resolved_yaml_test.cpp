// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/document/yaml_reader.hpp"
#include "config/document/yaml_writer.hpp"
#include "config/workspace.hpp"
#include "core/plain_text.hpp"
#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test::resolved_yaml_test
{

namespace
{

/// Loads the resolved text of an experiment where no library can be found, and compares.
void check_round_trip(const ExperimentConfig& experiment)
{
    Workspace::write("resolved.yaml", experiment.resolved_yaml);
    const ExperimentConfig again = load_experiment("resolved.yaml", {}, {}, known_names);
    CHECK(again.models == experiment.models);
    CHECK(again.processors == experiment.processors);
    CHECK(again.training == experiment.training);
    CHECK(again.placement == experiment.placement);
    CHECK(again.resolved_yaml == experiment.resolved_yaml);
}

}  // namespace

TEST_CASE("a resolved experiment loads alike, without any library")
{
    const Workspace workspace;
    check_round_trip(workspace.load());
    check_round_trip(workspace.load({{"costs", "horowitz_45nm"}}));
    check_round_trip(workspace.load({{"model", "[tiny, vgg16, mobilenet_v3_large]"},
                                     {"classes", "7"},
                                     {"processor", "[small, eyeriss, stm32h743]"},
                                     {"processor.controller.lookahead_steps", "3"},
                                     {"costs.register_file_pj", "0.5"},
                                     {"training.first_trainable", "last"}}));
    check_round_trip(workspace.load({{"placement", "{weight: buffer, \"weight[2]\": buffer}"}}));
    check_round_trip(workspace.load({{"placement", "{weight: {memory: buffer, pad_words: 1}}"}}));
}

TEST_CASE("a resolved experiment holds the rows and figures that its cost table took from other files")
{
    const Workspace workspace;
    for (const char* costs : {"cacti_22nm_hp", "eyeriss_like_accelergy"}) {
        check_round_trip(workspace.load({{"costs", costs}}));
        const std::string text = workspace.load({{"costs", costs}}).resolved_yaml;
        CHECK_THAT(text, !Catch::Contains("cacti:") && !Catch::Contains("ert:"));
    }
    check_round_trip(workspace.load({{"costs", "cacti_22nm_hp"}, {"costs.dram.formula", "micron"}}));
}

TEST_CASE("the shipped quickstart resolves to an experiment that loads alike")
{
    const Workspace workspace;
    check_round_trip(load_experiment(source_directory() + "/configs/experiments/quickstart.yaml", {},
                                     {{source_directory()}}, known_names));
}

TEST_CASE("a resolved experiment spells out training and keeps each processor's costs")
{
    const Workspace workspace;
    const std::string text = workspace.load().resolved_yaml;
    CHECK_THAT(text, Catch::StartsWith("model:\n  name: \"tiny\"\n  description: \"two layers\"\n"));
    CHECK_THAT(text, Catch::Contains("\n  costs:\n    name: \"cheap\"\n"));
    CHECK_THAT(text,
               Catch::EndsWith("training:\n  schedules: [naive, delta]\n  baseline: naive\n  batch: 1\n"
                               "  precision: fp32\n  master_weights: false\n  optimizer: sgd\n  learning_rate: 0.01\n"
                               "  momentum: 0.9\n  beta1: 0.9\n  beta2: 0.999\n  epsilon: 1e-08\n"
                               "  loss: auto\n  first_trainable: all\n  seed: 1\n  samples: 0\n"
                               "  weight_decay: 0\n  rounding: nearest\n  scales: {}\n  epochs: 10\n"
                               "  learning_rate_schedule: constant\n  deferred_updates: 1\n"));
    const std::string with_costs = workspace.load({{"costs", "horowitz_45nm"}}).resolved_yaml;
    CHECK_THAT(with_costs, Catch::Contains("\ncosts:\n  name: horowitz_45nm\n"));
    CHECK_THAT(with_costs, !Catch::Contains("cheap"));
}

TEST_CASE("any text survives being written and read")
{
    Diagnostics diagnostics("");
    for (const std::string text :
         {"",       " ",  "null", "~", "5",  "-",  "- a", "a: b", "#", "a #b", "\"",  "\\",  "'",
          "a\nb\n", "\t", "[x]",  "{", "*a", "&a", "!t",  "%",    "@", "...",  "---", "yes", "\xC3\xA4"}) {
        INFO(text);
        Node root = mapping_node(Node{});
        set_member(root, text.empty() || !is_plain(text) ? "odd" : text, scalar_node(text, true, root), {});
        Node list = mapping_node(Node{});
        list.kind = NodeKind::list;
        list.items = {root, scalar_node(text, true, root), mapping_node(Node{}), list};
        set_member(root, "list", list, {});
        const auto again = read_yaml_text(write_yaml(root), "", diagnostics);
        REQUIRE(diagnostics.empty());
        REQUIRE(again);
        CHECK(again->members.front().key == root.members.front().key);
        CHECK(again->members.front().value.text == text);
        CHECK(again->find("list")->items[0].members.front().value.text == text);
        CHECK(again->find("list")->items[1].text == text);
        CHECK(again->find("list")->items[1].kind == NodeKind::scalar);
        CHECK(again->find("list")->items[2].kind == NodeKind::mapping);
        CHECK(again->find("list")->items[3].kind == NodeKind::list);
    }
}

}  // namespace deltasim::test::resolved_yaml_test
