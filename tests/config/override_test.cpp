// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"

namespace deltasim::test
{

TEST_CASE("an override replaces whole values before names are resolved")
{
    const Workspace workspace;
    CHECK(workspace.load({{"model", "[resnet50, tiny]"}}).models.size() == 2);
    CHECK(workspace.load({{"processor", "eyeriss"}}).processors.front().processor.name == "eyeriss");
    CHECK(workspace.load({{"costs", "horowitz_45nm"}}).processors.front().costs.name == "horowitz_45nm");
    CHECK(workspace.load({{"training.schedules", "[delta]"}}).training.schedules == std::vector<std::string>{"delta"});
    CHECK(workspace.load({{"training", "{seed: 2}"}, {"training.seed", "3"}}).training.seed == 3);
    CHECK(workspace.load({{"placement.weight[2]", "buffer"}}).placement.at("weight[2]") == "buffer");
}

TEST_CASE("an override below a name applies to what the name stands for")
{
    const Workspace workspace;
    const auto processor = [&](const std::vector<Override>& overrides) {
        return workspace.load(overrides).processors.front().processor;
    };
    CHECK(processor({{"processor.memories.buffer.banks", "8"}}).memories.front().banks == 8);
    CHECK(workspace.load({{"model.features", "6"}}).models.front().features() == 6);
    const std::vector<Override> with_device{{"processor.dram.device", "ddr4_2400_8gb_x8"},
                                            {"processor.dram.prefetch_depth", "4"},
                                            {"processor.dram.write_depth", "2"},
                                            {"processor.dram.device.organization.ranks", "1"}};
    CHECK(std::get<DramDevice>(processor(with_device).dram->model).ranks == 1);

    const ExperimentConfig both =
        workspace.load({{"processor.pe_array.lanes", "2"}, {"processor", "[small, eyeriss, stm32h743]"}});
    for (const PricedProcessor& priced : both.processors) CHECK(priced.processor.pe_array.lanes == 2);
    CHECK(both.processors[1].processor.assumed.count("pe_array.lanes") == 0);
    CHECK(both.processors[1].processor.assumed.count("pe_array.operations") == 1);
}

TEST_CASE("an override goes through assumed values and keeps their marks")
{
    const Workspace workspace;
    const ProcessorConfig processor =
        workspace.load({{"processor", "stm32h743"}, {"processor.dram.latency_cycles", "20"}}).processors[0].processor;
    CHECK(std::get<FlatDramConfig>(processor.dram->model).latency_cycles == 20);
    CHECK(processor.assumed.count("dram") == 1);
}

TEST_CASE("an override gives a cost, whose source it is")
{
    const Workspace workspace;
    const std::vector<Override> overrides{{"costs.dram.read_pj_per_bit", "5"}};
    const Cost expected{5.0, "--set costs.dram.read_pj_per_bit=5", false};
    const auto read_cost = [](const ExperimentConfig& experiment) {
        return std::get<PerAccessDram>(experiment.processors.front().costs.dram).read_pj_per_bit;
    };
    CHECK(read_cost(workspace.load(overrides)) == expected);
    CHECK(read_cost(workspace.load({{"costs", "horowitz_45nm"}, overrides[0]})) == expected);
    CHECK(workspace.load({{"processor.costs.register_file_pj", "{assumed: 2, reason: why not}"}})
              .processors[0]
              .costs.register_file_pj == Cost{2.0, "why not", true});
    CHECK(workspace.errors({{"costs.dram.read_pj_per_bit", "cheap"}}) ==
          "--set costs.dram.read_pj_per_bit=cheap: costs.dram.read_pj_per_bit.value: expected a number of at least 0, "
          "found \"cheap\"");
    CHECK(workspace.errors({{"costs", "cheap"}, {"processor.costs.register_file_pj", "2"}}) ==
          "--set processor.costs.register_file_pj=2: processor.costs.register_file_pj: has no effect: the experiment's "
          "own \"costs\" are used");
}

TEST_CASE("a wrong override is diagnosed as such")
{
    const Workspace workspace;
    CHECK(workspace.errors({{"training.bacth", "2"}}) ==
          "--set training.bacth=2: training.bacth: unknown key, did you mean \"batch\"?");
    CHECK(workspace.errors({{"training.batch", "2"}}) ==
          "--set training.batch=2: training.batch: expected 1: mini-batches are not modelled");
    CHECK(workspace.errors({{"processor", "eyeris"}}) ==
          "--set processor=eyeris: processor: unknown processor \"eyeris\", did you mean \"eyeriss\"?");
    CHECK(
        workspace.errors({{"processor.memories.bufer.banks", "8"}}) ==
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"kind\"\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"capacity_bytes\" (or "
        "capacity_kib, capacity_mib)\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"ports\"\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"width_bits\"\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"latency_cycles\"\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"interleaving\"\n"
        "--set processor.memories.bufer.banks=8: processor.memories.bufer: missing required key \"clock_mhz\"");
    CHECK(workspace.errors({{"training.seed", "[1"}}) ==
          "--set training.seed=[1: not valid YAML: end of sequence flow not found");
    CHECK(workspace.errors({{"training.seed", ""}}) ==
          "--set training.seed=: training.seed: expected a whole number, found nothing");
}

TEST_CASE("an override needs a path that leads somewhere")
{
    const Workspace workspace;
    CHECK(workspace.errors({{"", "2"}}) == "--set =2: expected key.path=value");
    CHECK(workspace.errors({{"training..seed", "2"}}) == "--set training..seed=2: expected key.path=value");
    CHECK(workspace.errors({{"training.", "2"}}) == "--set training.=2: expected key.path=value");
    CHECK(workspace.errors({{"training.seed", "1"}, {"training.seed.x", "2"}}) ==
          "--set training.seed.x=2: training.seed: expected a mapping with a key \"x\", found \"1\"");
    CHECK(workspace.errors({{"model.layers.outputs", "2"}}) ==
          "--set model.layers.outputs=2: model.layers: expected a mapping with a key \"outputs\", found a list");
    CHECK(workspace.errors({{"processor.memories.buffer.banks.x.y", "2"}}) ==
          "--set processor.memories.buffer.banks.x.y=2: processor.memories.buffer.banks: expected a mapping with a key "
          "\"x\", found \"4\"");
    CHECK(workspace.errors({{"classes.x", "2"}, {"model", "vgg16"}}) ==
          "--set classes.x=2: classes: expected a whole number of at least 1, found a mapping");
}

TEST_CASE("an override applies to a file of any kind that is checked")
{
    const Workspace workspace;
    CHECK(workspace.check("models/tiny.yaml", {{"features", "0"}}) ==
          "--set features=0: features: expected a whole number of at least 1, found \"0\"");
    CHECK(workspace.check("configs/processors/small.yaml", {{"pe_array.lanes", "0"}}) ==
          "--set pe_array.lanes=0: pe_array.lanes: expected a whole number from 1 to 1000000, found \"0\"");
    CHECK(workspace.check("configs/costs/cheap.yaml", {{"register_file_pj", "1"}}) == "cost table");
}

}  // namespace deltasim::test
