// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::experiment_reader_test
{

namespace
{

std::string errors_of_training(const std::string& training)
{
    const Workspace workspace;
    return workspace.errors_of("model: tiny\nprocessor: small\ntraining: {" + training + "}\n");
}

std::string errors_of_placement(const std::string& placement)
{
    const Workspace workspace;
    return workspace.errors_of("model: tiny\nprocessor: small\nplacement: {" + placement + "}\n");
}

}  // namespace

TEST_CASE("an experiment of names is resolved, and defaults fill the rest")
{
    const Workspace workspace;
    const ExperimentConfig experiment = workspace.load();
    CHECK(experiment.models.front().name == "tiny");
    CHECK(experiment.processors.front().processor.name == "small");
    CHECK(experiment.processors.front().costs.name == "cheap");
    CHECK(experiment.training == TrainingConfig{});
    CHECK(experiment.placement.homes == PlacementConfig{}.homes);
    CHECK(experiment.placement.mapping == MappingConfig{.otherwise = MappingRule::automatic});
    CHECK(experiment.location == SourceLocation{"exp.yaml", 0, 0});
}

TEST_CASE("a reference may be a name, a path or a mapping, or a list of these")
{
    const Workspace workspace;
    workspace.write("here.yaml", tiny_model);
    const std::string inline_model = "{name: own, features: 2, layers: [{outputs: 2, activation: softmax}]}";
    REQUIRE(workspace.errors_of("model: [tiny, here.yaml, vgg16, " + inline_model +
                                "]\nclasses: 10\nprocessor: [small, eyeriss]\ncosts: cheap\n") == "");
    const ExperimentConfig experiment = workspace.load();
    REQUIRE(experiment.models.size() == 4);
    CHECK(experiment.models[1].name == "here");
    CHECK(experiment.models[2].classes() == 10);
    CHECK(experiment.models[3].name == "own");
    REQUIRE(experiment.processors.size() == 2);
    CHECK(experiment.processors[1].costs.name == "cheap");
    CHECK(experiment.processors[1].processor.assumed.count("costs") == 0);
}

TEST_CASE("an unknown name is refused where it stands, with the nearest one")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model: alexnte\nprocessor: small\n") ==
          "exp.yaml:1:8: model: unknown model \"alexnte\", did you mean \"alexnet\"?");
    CHECK(workspace.errors_of("model: tiny\nprocessor: [small, eyeris]\n") ==
          "exp.yaml:2:20: processor[2]: unknown processor \"eyeris\", did you mean \"eyeriss\"?");
    const std::string known_processors = workspace.errors_of("model: tiny\nprocessor: zzz\n");
    CHECK_THAT(known_processors,
               Catch::StartsWith("exp.yaml:2:12: processor: unknown processor \"zzz\", known are dadiannao, "));
    CHECK_THAT(known_processors, Catch::Contains(", small, stm32h743, "));
    CHECK(workspace.errors_of("model: tiny\nprocessor: small\ncosts: horowitz_54nm\n") ==
          "exp.yaml:3:8: costs: unknown cost table \"horowitz_54nm\", did you mean \"horowitz_45nm\"?");
    const std::string known_models = workspace.errors_of("model: models/tiny\nprocessor: small\n");
    CHECK_THAT(known_models,
               Catch::StartsWith("exp.yaml:1:8: model: unknown model \"models/tiny\", known are alexnet, "));
    CHECK_THAT(known_models, Catch::Contains(", tiny, vgg11, "));
    CHECK(workspace.errors_of("model: nope.yaml\nprocessor: small\n") ==
          "exp.yaml:1:8: model: nope.yaml: no such file");
    CHECK(workspace.errors_of("model:\nprocessor: small\n") ==
          "exp.yaml:1:1: model: expected the name of a model, a path ending in .yaml, or a mapping, found nothing");
    CHECK(workspace.errors_of("model: tiny\nprocessor: small\ncosts: [cheap]\n") ==
          "exp.yaml:3:8: costs: expected the name of a cost table, a path ending in .yaml, or a mapping, found a list");
}

TEST_CASE("unknown names within a processor are refused in its file")
{
    const Workspace workspace;
    workspace.write("configs/processors/small.yaml", with(small_processor, "costs: cheap", "costs: chap"));
    CHECK(workspace.errors() ==
          "configs/processors/small.yaml:24:8: costs: unknown cost table \"chap\", did you mean \"cheap\"?");
    CHECK(workspace.errors_of("model: tiny\nprocessor: small\ncosts: cheap\n") == "");
    workspace.write("configs/processors/small.yaml", with(small_processor, "costs: cheap\n", ""));
    CHECK(workspace.errors_of(tiny_experiment) == "configs/processors/small.yaml:1:1: missing required key \"costs\"; "
                                                  "neither the processor nor the experiment gives it");
}

TEST_CASE("a check of an experiment says what loading it says")
{
    const Workspace workspace;
    workspace.write("exp.yaml", "name: x\nmodel: tiny\nprocessor: small\n");
    CHECK(workspace.check("exp.yaml") == "exp.yaml:1:1: name: unknown key, expected one of classes, model, costs, "
                                         "processor, training, placement, data, mapping, search");
    CHECK(workspace.check("exp.yaml") == workspace.errors());
}

TEST_CASE("an experiment names a model and a processor, each once")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("classes: 10\n") == "exp.yaml:1:1: missing required key \"model\"\n"
                                                  "exp.yaml:1:1: missing required key \"processor\"");
    CHECK(workspace.errors_of("model: []\nprocessor: small\n") == "exp.yaml:1:8: model: expected at least one");
    CHECK(workspace.errors_of("model: tiny\nprocesor: small\n") ==
          "exp.yaml:1:1: missing required key \"processor\"\n"
          "exp.yaml:2:1: procesor: unknown key, did you mean \"processor\"?");
    CHECK(
        workspace.errors_of("model: {features: 2, layers: [{outputs: 2, activation: softmax}]}\nprocessor: small\n") ==
        "exp.yaml:1:8: model: missing required key \"name\"");
    CHECK(workspace.errors_of("model: tiny\nprocessor: [small, small]\n") ==
          "exp.yaml:2:20: processor[2]: the name \"small\" occurs twice");
}

TEST_CASE("all errors come at once, the experiment's first, in order of position")
{
    const Workspace workspace;
    workspace.write("models/tiny.yaml", with(tiny_model, "features: 5", "features: 0\nfeature: 5"));
    CHECK(workspace.errors_of("training: {batch: 2, batch: 3}\nprocesor: x\nprocessor: smal\nmodel: tiny\nzzz: 1\n") ==
          "exp.yaml:1:22: training.batch: duplicate key, first given at line 1\n"
          "exp.yaml:2:1: procesor: unknown key, did you mean \"processor\"?\n"
          "exp.yaml:3:12: processor: unknown processor \"smal\", did you mean \"small\"?\n"
          "exp.yaml:5:1: zzz: unknown key, expected one of classes, model, costs, processor, training, placement, "
          "data, mapping, search\n"
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found \"0\"\n"
          "models/tiny.yaml:3:1: feature: unknown key, did you mean \"features\"?");
}

TEST_CASE("training takes what is modelled")
{
    CHECK(errors_of_training("schedules: [naive, delta], baseline: delta, batch: 1, precision: fp32, optimizer: sgd, "
                             "learning_rate: 1e-3, loss: softmax_cross_entropy, first_trainable: 2, seed: 7, "
                             "samples: 50000") == "");
    CHECK(errors_of_training("batch: 32, optimizer: momentum, momentum: 0") == "");
    CHECK(errors_of_training("optimizer: adam, beta1: 0.5, beta2: 0.99, epsilon: 1e-3") == "");
    CHECK(errors_of_training("batch: 0") ==
          "exp.yaml:3:19: training.batch: expected a whole number of at least 1, found \"0\"");
    CHECK(errors_of_training("optimizer: rmsprop") ==
          "exp.yaml:3:23: training.optimizer: expected one of sgd, momentum, adam, found \"rmsprop\"");
    CHECK(errors_of_training("momentum: 1") ==
          "exp.yaml:3:22: training.momentum: expected a number of at least 0 that is below 1 in fp32, found \"1\"");
    CHECK(errors_of_training("beta1: 0.999999999") == "exp.yaml:3:19: training.beta1: expected a number of at least 0 "
                                                      "that is below 1 in fp32, found \"0.999999999\"");
    CHECK(errors_of_training("beta2: -0.5") ==
          "exp.yaml:3:19: training.beta2: expected a number of at least 0, found \"-0.5\"");
    CHECK(errors_of_training("epsilon: 1e-60") == "exp.yaml:3:21: training.epsilon: expected a number that is neither "
                                                  "0 nor infinite in fp32, found \"1e-60\"");
    CHECK(errors_of_training("batch: 18446744073709551615") ==
          "exp.yaml:3:19: training.batch: the tensors of 18446744073709551615 samples do not fit 64 bits of bytes in "
          "model \"tiny\"");
    CHECK(errors_of_training("learning_rate: 0") ==
          "exp.yaml:3:27: training.learning_rate: expected a number above 0, found \"0\"");
    CHECK(errors_of_training("loss: hinge") == "exp.yaml:3:18: training.loss: expected one of auto, "
                                               "softmax_cross_entropy, squared_error, found \"hinge\"");
    CHECK(errors_of_training("seed: -1") == "exp.yaml:3:18: training.seed: expected a whole number, found \"-1\"");
    CHECK(errors_of_training("epoch_count: 3") ==
          "exp.yaml:3:12: training.epoch_count: unknown key, expected one of schedules, baseline, batch, precision, "
          "master_weights, optimizer, learning_rate, momentum, beta1, beta2, epsilon, loss, first_trainable, seed, "
          "samples, weight_decay, rounding, scales, epochs, learning_rate_schedule, deferred_updates");
}

TEST_CASE("schedules are known, and each listed once")
{
    CHECK(errors_of_training("schedules: [naiv]") ==
          "exp.yaml:3:24: training.schedules[1]: unknown schedule \"naiv\", did you mean \"naive\"?");
    CHECK(errors_of_training("schedules: [fused]") ==
          "exp.yaml:3:24: training.schedules[1]: unknown schedule \"fused\", known are naive, delta");
    CHECK(errors_of_training("schedules: []") == "exp.yaml:3:23: training.schedules: expected at least one schedule");
    CHECK(errors_of_training("schedules: [delta, delta]") ==
          "exp.yaml:3:31: training.schedules[2]: schedule \"delta\" is listed twice");
    CHECK(errors_of_training("schedules: delta") ==
          "exp.yaml:3:23: training.schedules: expected a list, found \"delta\"");
    CHECK(errors_of_training("baseline: deltas") ==
          "exp.yaml:3:22: training.baseline: unknown schedule \"deltas\", did you mean \"delta\"?");
}

TEST_CASE("the loss fits the last layer")
{
    CHECK(errors_of_training("loss: squared_error") ==
          "exp.yaml:3:18: training.loss: loss squared_error needs another activation than softmax in the last layer, "
          "which is softmax in model \"tiny\"");
    const Workspace workspace;
    workspace.write("models/tiny.yaml", with(tiny_model, "activation: softmax", "activation: tanh"));
    CHECK(workspace.errors({{"training.loss", "softmax_cross_entropy"}}) ==
          "--set training.loss=softmax_cross_entropy: training.loss: loss softmax_cross_entropy needs softmax in the "
          "last "
          "layer, which is tanh in model \"tiny\"");
    CHECK(workspace.errors({{"training.loss", "squared_error"}}) == "");
}

TEST_CASE("unless told, each head has the loss that its last layer wants")
{
    const Workspace workspace;
    workspace.write("models/linear.yaml", with(tiny_model, "activation: softmax", "activation: none"));
    workspace.write("exp.yaml", "model: [tiny, linear]\nprocessor: small\n");
    for (const std::vector<Override>& overrides :
         {std::vector<Override>{}, std::vector<Override>{{"training.loss", "auto"}}}) {
        const ExperimentConfig experiment = workspace.load(overrides);
        REQUIRE(experiment.models.size() == 2);
        CHECK(experiment.training.training_for(experiment.models[0]).loss == Loss::softmax_cross_entropy);
        CHECK(experiment.training.training_for(experiment.models[1]).loss == Loss::squared_error);
    }
    CHECK(
        workspace.errors({{"training.loss", "squared_error"}}) ==
        "--set training.loss=squared_error: training.loss: loss squared_error needs another activation than softmax in "
        "the last layer, which is softmax in model \"tiny\"");
}

TEST_CASE("first_trainable is a layer of every model")
{
    const std::string expected = "expected all, last, none, or the number of a layer, counted from 1, found ";
    CHECK(errors_of_training("first_trainable: 3") ==
          "exp.yaml:3:29: training.first_trainable: expected a layer from 1 to 2, as model \"tiny\" has them, found 3");
    CHECK(errors_of_training("first_trainable: 0") == "exp.yaml:3:29: training.first_trainable: " + expected + "\"0\"");
    CHECK(errors_of_training("first_trainable: nothing") ==
          "exp.yaml:3:29: training.first_trainable: " + expected + "\"nothing\"");
    const Workspace workspace;
    const auto layer = [&](const std::string& value) {
        const ExperimentConfig experiment = workspace.load({{"training.first_trainable", value}});
        return experiment.training.training_for(experiment.models.front()).first_trainable;
    };
    CHECK(layer("all") == 1);
    CHECK(layer("last") == 2);
    CHECK(layer("2") == 2);
}

TEST_CASE("the listed training keys are those that are read")
{
    std::string all;
    for (const TrainingKey& key : training_keys()) {
        all += (all.empty() ? "" : ", ") + key.key + ": " + key.default_value;
        CHECK_FALSE(key.meaning.empty());
    }
    CHECK(all == "schedules: [naive, delta], baseline: naive, batch: 1, precision: fp32, "
                 "master_weights: false, optimizer: sgd, learning_rate: 0.01, momentum: 0.9, beta1: 0.9, beta2: 0.999, "
                 "epsilon: 1e-08, "
                 "loss: auto, first_trainable: all, seed: 1, samples: 0, "
                 "weight_decay: 0, rounding: nearest, scales: {}, epochs: 10, learning_rate_schedule: constant, "
                 "deferred_updates: 1");
    CHECK(errors_of_training(all) == "");
}

TEST_CASE("placement names tensors of every model and memories of every processor")
{
    CHECK(errors_of_placement("weight: buffer, \"weight[2]\": buffer, \"activation[0]\": buffer") == "");
    CHECK(errors_of_placement("weight: {memory: buffer, pad_words: 1}, \"weight[2]\": {pad_words: 0}") == "");
    CHECK(errors_of_placement("bias: {memory: buffer}") == "");
    CHECK(errors_of_placement("bias: {memory: buffer, pad_words: 1}") ==
          "exp.yaml:3:47: placement.bias.pad_words: only rows of weight and gradient can be padded");
    CHECK(errors_of_placement("weight: {}") == "exp.yaml:3:21: placement.weight: expected memory, pad_words or both");
    CHECK(errors_of_placement("weight: {memory: bufer, pad_words: -1, words: 1}") ==
          "exp.yaml:3:30: placement.weight.memory: unknown memory \"bufer\" of processor \"small\", did you mean "
          "\"buffer\"?\n"
          "exp.yaml:3:48: placement.weight.pad_words: expected a whole number from 0 to 1048576, found \"-1\"\n"
          "exp.yaml:3:52: placement.weight.words: unknown key, expected one of memory, pad_words");
    CHECK(errors_of_placement("weight: {pad_words: 1048577}") ==
          "exp.yaml:3:33: placement.weight.pad_words: expected a whole number from 0 to 1048576, found \"1048577\"");
    CHECK(errors_of_placement("wieght: buffer") ==
          "exp.yaml:3:13: placement.wieght: unknown tensor \"wieght\", did you mean \"weight\"?");
    CHECK(errors_of_placement("\"weight[3]\": buffer") ==
          "exp.yaml:3:13: placement.weight[3]: expected a layer from 1 to 2, as model \"tiny\" has them");
    CHECK(errors_of_placement("\"weight[x]\": buffer") ==
          "exp.yaml:3:13: placement.weight[x]: expected a tensor such as weight or weight[2]");
    CHECK(errors_of_placement("weight: bufer") == "exp.yaml:3:21: placement.weight: unknown memory \"bufer\" of "
                                                  "processor \"small\", did you mean \"buffer\"?");
    CHECK(errors_of_placement("weight: dram") ==
          "exp.yaml:3:21: placement.weight: unknown memory \"dram\" of processor \"small\", which has buffer");
}

TEST_CASE("a file of no known kind says what would make it one")
{
    const Workspace workspace;
    CHECK(workspace.check("exp.yaml") == "experiment");
    CHECK(workspace.check_text("x.yaml", "a: b\n") ==
          "x.yaml: expected the keys of one of experiment (model, processor, training, placement, data), "
          "sweep (grid, "
          "points, skip, columns), model (features, "
          "layers), processor (pe_array, controller, memories, sources), DRAM device (standard, organization, mapping, "
          "timing_cycles, rules), cost table (technology_nm, operations_pj, register_file_pj, sram, "
          "interconnect_pj_per_bit, static), targets (targets), mapping (forward, delta, gradient, update), energy "
          "reference table (ERT)");
}

}  // namespace deltasim::test::experiment_reader_test
