// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::precision_reader_test
{

namespace
{

TensorPrecisions precisions_of(const std::string& precision)
{
    return Workspace().load({{"training.precision", precision}}).training.precision;
}

/// What is said about `training: {precision: ...}` in line 3 of an experiment.
std::string errors(const std::string& precision)
{
    const Workspace workspace;
    return workspace.errors_of(std::string(tiny_experiment) + "training: {precision: " + precision + "}\n");
}

}  // namespace

TEST_CASE("one precision is that of every tensor")
{
    for (std::size_t p = 0; p < precision_count; ++p) {
        CHECK(precisions_of(std::string(precision_names[p])) == TensorPrecisions(static_cast<Precision>(p)));
    }
    CHECK(Workspace().load().training.precision == TensorPrecisions(Precision::fp32));
}

TEST_CASE("a mapping names tensors, and what it does not name is of the default, fp32 where none is given")
{
    const TensorPrecisions mixed = precisions_of("{weight: int8, default: fp16, gradient: fp32}");
    CHECK(mixed.text() == "{default: fp16, weight: int8, gradient: fp32}");
    CHECK(precisions_of("{activation: bf16}").text() == "{default: fp32, activation: bf16}");
    CHECK(precisions_of("{}").text() == "fp32");
}

TEST_CASE("a key below precision can be set by itself, and resolved experiments load alike")
{
    const Workspace workspace;
    const std::vector<Override> overrides{{"training.precision.default", "fp16"}, {"training.precision.bias", "fp32"}};
    const ExperimentConfig experiment = workspace.load(overrides);
    CHECK(experiment.training.precision.text() == "{default: fp16, bias: fp32}");
    workspace.write("resolved.yaml", experiment.resolved_yaml);
    CHECK(workspace.load({}, "resolved.yaml").training == experiment.training);
    workspace.write("again.yaml", workspace.load({{"training.precision", "int8"}}).resolved_yaml);
    CHECK(workspace.load({}, "again.yaml").training.precision == TensorPrecisions(Precision::int8));
}

TEST_CASE("an unknown precision or tensor is refused in place, with the nearest name")
{
    CHECK(errors("fp31") == "exp.yaml:3:23: training.precision: expected one of fp32, fp16, bf16, int16, int8, found "
                            "\"fp31\", did you mean \"fp32\"?");
    CHECK(errors("{wieght: int8}") ==
          "exp.yaml:3:24: training.precision.wieght: unknown key, did you mean \"weight\"?");
    CHECK(errors("{default: 16}") == "exp.yaml:3:33: training.precision.default: expected one of fp32, fp16, bf16, "
                                     "int16, int8, found \"16\"");
    CHECK(errors("{weight: [int8]}") == "exp.yaml:3:32: training.precision.weight: expected one of fp32, fp16, bf16, "
                                        "int16, int8, found a list");
    CHECK(errors("[fp16]") == "exp.yaml:3:23: training.precision: expected one of fp32, fp16, bf16, int16, int8, or a "
                              "mapping of them by tensor, such as {default: fp16, weight: int8}, found a list");
}

TEST_CASE("master weights are of fp32, and no precision is theirs to have")
{
    CHECK(precisions_of("{default: int8, master_weight: fp32}") == TensorPrecisions(Precision::int8));
    CHECK(precisions_of("int8").of(Tensor::master_weight) == Precision::fp32);
    CHECK(errors("{master_weight: fp16}") ==
          "exp.yaml:3:39: training.precision.master_weight: expected fp32, as master "
          "weights and partial sums always are, found \"fp16\"");
}

TEST_CASE("master weights stand beside weights of another precision than fp32")
{
    const Workspace workspace;
    const Override given{"training.master_weights", "true"};
    CHECK(workspace.load({given, {"training.precision", "bf16"}}).training.master_weights);
    CHECK_FALSE(workspace.load({{"training.precision", "bf16"}}).training.master_weights);
    const std::string message =
        "training.master_weights: expected weights narrower than fp32: a copy in fp32 of fp32 weights has no use";
    CHECK(workspace.errors({given}) == "--set training.master_weights=true: " + message);
    CHECK(workspace.errors_of(std::string(tiny_experiment) +
                              "training: {precision: {default: fp16, weight: fp32}, master_weights: true}\n") ==
          "exp.yaml:3:70: " + message);
    CHECK_THAT(workspace.errors({{"training.master_weights", "1"}}),
               Catch::EndsWith("expected true or false, found \"1\""));
}

TEST_CASE("the default of precision is listed as it is written")
{
    for (const TrainingKey& key : training_keys()) {
        if (key.key == "precision") CHECK(key.default_value == "fp32");
    }
}

}  // namespace deltasim::test::precision_reader_test
