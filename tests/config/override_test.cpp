// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::override_test
{

TEST_CASE("an override replaces whole values before names are resolved")
{
    const Workspace workspace;
    CHECK(workspace.load({{"model", "[resnet50, tiny]"}}).models.size() == 2);
    CHECK(workspace.load({{"processor", "eyeriss"}}).processors.front().processor.name == "eyeriss");
    CHECK(workspace.load({{"costs", "horowitz_45nm"}}).processors.front().costs.name == "horowitz_45nm");
    CHECK(workspace.load({{"training.schedules", "[delta]"}}).training.schedules == std::vector<std::string>{"delta"});
    CHECK(workspace.load({{"training", "{seed: 2}"}, {"training.seed", "3"}}).training.seed == 3);
    CHECK(workspace.load({{"placement.weight[2]", "buffer"}}).placement.homes.at("weight[2]") == "buffer");
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

TEST_CASE("an override of lanes is an array in the same proportions, one of rows or columns has other lanes")
{
    const Workspace workspace;
    const auto array = [&](std::vector<Override> overrides) {
        overrides.insert(overrides.begin(), {"processor", "eyeriss"});  // 12 rows of 14
        const PeArrayConfig read = workspace.load(overrides).processors.front().processor.pe_array;
        CHECK(read.rows * read.columns == read.lanes);
        return std::pair(read.rows, read.columns);
    };
    using Shape = std::pair<std::uint64_t, std::uint64_t>;
    CHECK(array({{"processor.pe_array.lanes", "42"}}) == Shape(6, 7));
    CHECK(array({{"processor.pe_array.lanes", "672"}}) == Shape(24, 28));
    CHECK(array({{"processor.pe_array.lanes", "1"}}) == Shape(1, 1));
    CHECK(array({{"processor.pe_array.lanes", "13"}}) == Shape(1, 13));
    CHECK(array({{"processor.pe_array.rows", "5"}}) == Shape(5, 14));
    CHECK(array({{"processor.pe_array.columns", "3"}, {"processor.pe_array.rows", "2"}}) == Shape(2, 3));
    CHECK(array({{"processor.pe_array.lanes", "64"},
                 {"processor.pe_array.rows", "4"},
                 {"processor.pe_array.columns", "16"}}) == Shape(4, 16));
    CHECK(array({{"processor.pe_array.lanes", "42"}, {"processor.pe_array.multicast.rows", "false"}}) == Shape(6, 7));
    CHECK_THROWS_WITH(array({{"processor.pe_array.rows", "1000000000"}}), !Catch::Contains("lanes"));
    CHECK_THROWS_WITH(array({{"processor.pe_array.rows", "100000"}}),
                      Catch::Contains("to be at most 1000000, found 100000 times 14"));
    CHECK_THROWS_WITH(array({{"processor.pe_array.lanes", "64"}, {"processor.pe_array.rows", "4"}}),
                      Catch::Contains("expected rows times columns to be the 64 lanes, found 4 times 14"));
}

TEST_CASE("an override goes through assumed values and keeps their marks")
{
    const Workspace workspace;
    const ProcessorConfig processor =
        workspace.load({{"processor", "stm32h743"}, {"processor.dram.latency_cycles", "20"}}).processors[0].processor;
    CHECK(std::get<FlatDramConfig>(processor.dram->model).latency_cycles == 20);
    CHECK(processor.assumed.count("dram") == 1);
}

TEST_CASE("an override gives a cost, which is then assumed")
{
    const Workspace workspace;
    const std::vector<Override> overrides{{"costs.dram.read_pj_per_bit", "5"}};
    const Cost expected{5.0, "set on the command line", true};
    const auto read_cost = [](const ExperimentConfig& experiment) {
        return std::get<PerAccessDram>(experiment.processors.front().costs.dram).read_pj_per_bit;
    };
    CHECK(read_cost(workspace.load(overrides)) == expected);
    CHECK(read_cost(workspace.load({{"costs", "horowitz_45nm"}, overrides[0]})) == expected);
    CHECK(workspace.load(overrides).processors.front().costs.assumed.at("dram.read_pj_per_bit") ==
          "set on the command line");
    CHECK(workspace.load({{"processor.costs.register_file_pj", "{assumed: 2, reason: why not}"}})
              .processors[0]
              .costs.register_file_pj == Cost{2.0, "why not", true});
    CHECK(workspace.errors({{"costs.dram.read_pj_per_bit", "cheap"}}) ==
          "--set costs.dram.read_pj_per_bit=cheap: costs.dram.read_pj_per_bit: expected a number of at least 0, "
          "found \"cheap\"");
    CHECK(workspace.errors({{"costs", "cheap"}, {"processor.costs.register_file_pj", "2"}}) ==
          "--set processor.costs.register_file_pj=2: processor.costs.register_file_pj: has no effect: the experiment's "
          "own \"costs\" are used");
}

TEST_CASE("an override changes the memory that a row of costs is of, which is no figure")
{
    const Workspace workspace;
    const CostTable costs = workspace
                                .load({{"costs", "cheap"},
                                       {"costs.sram[1].width_bits", "64"},
                                       {"costs.sram[1].banks", "2"},
                                       {"costs.sram[1].read_pj", "3"}})
                                .processors.front()
                                .costs;
    CHECK(costs.sram.front().width_bits == 64);
    CHECK(costs.sram.front().banks == 2);
    CHECK(costs.sram.front().read_pj == Cost{3.0, "set on the command line", true});
    CHECK(costs.assumed.count("sram[1].banks") == 0);
}

TEST_CASE("a wrong override is diagnosed as such")
{
    const Workspace workspace;
    CHECK(workspace.errors({{"training.bacth", "2"}}) ==
          "--set training.bacth=2: training.bacth: unknown key, did you mean \"batch\"?");
    CHECK(workspace.errors({{"training.batch", "0"}}) ==
          "--set training.batch=0: training.batch: expected a whole number of at least 1, found \"0\"");
    CHECK(workspace.errors({{"processor", "eyeris"}}) ==
          "--set processor=eyeris: processor: unknown processor \"eyeris\", did you mean \"eyeriss\"?");
    CHECK(workspace.errors({{"training.seed", "[1"}}) ==
          "--set training.seed=[1: not valid YAML: end of sequence flow not found");
    CHECK(workspace.errors({{"training.seed", ""}}) ==
          "--set training.seed=: training.seed: expected a whole number, found nothing");
}

TEST_CASE("an override into a memory needs the memory")
{
    const Workspace workspace;
    CHECK(workspace.errors({{"processor.memories.bufer.banks", "8"}}) ==
          "--set processor.memories.bufer.banks=8: processor.memories.bufer: no such memory, did you mean "
          "\"buffer\"?");
    CHECK(workspace.errors({{"processor.memories.l1.banks.x", "8"}}) ==
          "--set processor.memories.l1.banks.x=8: processor.memories.l1: no such memory, known are buffer");
    CHECK(workspace.check("configs/processors/small.yaml", {{"memories.bufer.banks", "8"}}) ==
          "--set memories.bufer.banks=8: memories.bufer: no such memory, did you mean \"buffer\"?");
    // Given as a whole it is a new one.
    const std::string memory = "{kind: sram, capacity_kib: 1, banks: 1, ports: 1rw, width_bits: 32, latency_cycles: 1, "
                               "interleaving: low_order, clock_mhz: 100}";
    const std::vector<Override> given{{"processor.memories.l1", memory}, {"processor.memories.l1.banks", "2"}};
    CHECK(workspace.load(given).processors.front().processor.memories.at(1).banks == 2);
}

TEST_CASE("of several processors, those that have a memory take an override into it")
{
    const Workspace workspace;
    const auto load = [&](const std::string& key) {
        return workspace.load({{"processor", "[small, eyeriss, stm32h743]"}, {key, "9"}}).processors;
    };
    const std::vector<PricedProcessor> plain =
        workspace.load({{"processor", "[small, eyeriss, stm32h743]"}}).processors;
    const std::vector<PricedProcessor> changed = load("processor.memories.global_buffer.latency_cycles");
    CHECK(changed[0] == plain[0]);
    CHECK(changed[1].processor.memories.front().latency_cycles == 9);
    CHECK(changed[2] == plain[2]);
    CHECK(
        workspace.errors({{"processor", "[small, eyeriss]"}, {"processor.memories.global_bufer.banks", "9"}}) ==
        "--set processor.memories.global_bufer.banks=9: processor.memories.global_bufer: no such memory, did you mean "
        "\"global_buffer\"?");
}

TEST_CASE("an override leads into lists by the numbers that messages give")
{
    const Workspace workspace;
    CHECK(workspace.load({{"model.layers[1].outputs", "7"}}).models.front().layers[0].outputs == 7);
    CHECK(workspace.load({{"model.layers[2]", "{outputs: 9, activation: softmax}"}}).models.front().classes() == 9);
    CHECK(workspace.errors({{"model.layers[1].outputs", "none"}}) ==
          "--set model.layers[1].outputs=none: model.layers[1].outputs: expected a whole number of at least 1, found "
          "\"none\"");
    CHECK(workspace.errors({{"model.layers[0].outputs", "7"}}) ==
          "--set model.layers[0].outputs=7: model.layers: no element [0]: expected the number of one, from 1 to 2");
    CHECK(workspace.errors({{"model.layers[3]", "7"}}) ==
          "--set model.layers[3]=7: model.layers: no element [3]: expected the number of one, from 1 to 2");
    CHECK(
        workspace.errors({{"model.layers[first].outputs", "7"}}) ==
        "--set model.layers[first].outputs=7: model.layers: no element [first]: expected the number of one, from 1 to "
        "2");

    const std::vector<Override> two_models{{"model", "[resnet50, tiny]"}, {"model[2].features", "6"}};
    const ExperimentConfig experiment = workspace.load(two_models);
    CHECK(experiment.models[0].features() == 2048);
    CHECK(experiment.models[1].features() == 6);
    CHECK(workspace.load({two_models[0], {"model[1]", "alexnet"}}).models[0].name == "alexnet");
    CHECK(workspace.errors({two_models[0], {"model[3].features", "6"}}) ==
          "--set model[3].features=6: model: no element [3]: expected the number of one, from 1 to 2");
    CHECK(workspace.errors({{"model[1].features", "6"}}) ==
          "--set model[1].features=6: model: expected a list, found \"tiny\"");
    const std::vector<PricedProcessor> processors =
        workspace.load({{"processor", "[small, eyeriss]"}, {"processor[1].pe_array.lanes", "7"}}).processors;
    CHECK(processors[0].processor.pe_array.lanes == 7);
    CHECK(processors[1].processor.pe_array.lanes != 7);
}

TEST_CASE("a rule between values that an override has broken is diagnosed as the override's")
{
    const Workspace workspace;
    CHECK(
        workspace.errors({{"processor.memories.buffer.banks", "5"}}) ==
        "--set processor.memories.buffer.banks=5: processor.memories.buffer.banks: expected a capacity of whole lines "
        "in every bank, a multiple of 40 bytes, found 65536; nearest are 65520 and 65560");
    CHECK(workspace.errors({{"processor", "[small, small]"}}) ==
          "--set processor=[small, small]: processor[2]: the name \"small\" occurs twice");
    CHECK(workspace.errors({{"model", "[tiny, tiny]"}}) ==
          "--set model=[tiny, tiny]: model[2]: the name \"tiny\" occurs twice");
    CHECK(
        workspace.errors(
            {{"processor", "stm32h743"}, {"processor.dram.width_bits", "96"}, {"processor.dram.capacity_mib", "1"}}) ==
        "--set processor.dram.width_bits=96: processor.dram.width_bits: expected a capacity of whole accesses, a "
        "multiple of 12 bytes, found 1048576");
    workspace.write("exp.yaml", "model: tiny\nprocessor: small\ntraining: {loss: softmax_cross_entropy}\n");
    CHECK(workspace.errors({{"model.layers[2].activation", "relu"}}) ==
          "--set model.layers[2].activation=relu: model.layers[2].activation: loss softmax_cross_entropy needs softmax "
          "in the last layer, which is relu in model \"tiny\"");
    workspace.write("exp.yaml", "model: tiny\nprocessor: small\ntraining: {first_trainable: 2}\n");
    CHECK(workspace.errors({{"model", "resnet50"}}) ==
          "--set model=resnet50: model: expected a layer from 1 to 1, as model \"resnet50\" has them, found 2");
    CHECK(workspace.errors(
              {{"processor.pe_array.clock_mhz", "99999.999999"}, {"processor.controller.clock_mhz", "199.999999"}}) ==
          "--set processor.pe_array.clock_mhz=99999.999999: processor.pe_array.clock_mhz: the clocks have no common "
          "tick rate below 2^63 Hz; choose clock_mhz with smaller common multiples");
}

TEST_CASE("an override that another option stands for is diagnosed as that option")
{
    const Workspace workspace;
    CHECK(workspace.errors({{"training.baseline", "naiv", "--baseline naiv"}}) ==
          "--baseline naiv: training.baseline: unknown schedule \"naiv\", did you mean \"naive\"?");
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

}  // namespace deltasim::test::override_test
