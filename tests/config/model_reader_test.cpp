// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::model_reader_test
{

namespace
{

/// What is said about an altered model.
std::string errors(const std::string& from, const std::string& to)
{
    const Workspace workspace;
    workspace.write("models/tiny.yaml", with(tiny_model, from, to));
    return workspace.errors();
}

}  // namespace

TEST_CASE("a model becomes a head")
{
    const Workspace workspace;
    const Head expected{"tiny", {{5, 4, Activation::relu}, {4, 3, Activation::softmax}}};
    CHECK(workspace.load().models == std::vector<Head>{expected});
}

TEST_CASE("assumed figures of a model are read like others, and their marks kept with the reasons")
{
    const Workspace workspace;
    workspace.write("models/tiny.yaml", R"(features: {assumed: 5, reason: a guess}
layers:
  - outputs: {assumed: 4, reason: another}
    activation: relu
  - outputs: 3
    activation: {assumed: softmax, reason: a third}
)");
    const Head head = workspace.load().models.front();
    CHECK(head.layers == std::vector<Layer>{{5, 4, Activation::relu}, {4, 3, Activation::softmax}});
    CHECK(head.assumed == std::map<std::string, std::string>{{"features", "a guess"},
                                                             {"layers[1].outputs", "another"},
                                                             {"layers[2].activation", "a third"}});
    CHECK(workspace.load({{"model.features", "6"}}).models.front().assumed.size() == 2);
    CHECK(errors("features: 5", "features: {assumed: 5}") ==
          "models/tiny.yaml:2:11: features: missing required key \"reason\"");
}

TEST_CASE("sizes of a model are whole numbers of at least 1")
{
    CHECK(errors("features: 5", "features: 0") ==
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found \"0\"");
    CHECK(errors("features: 5", "features: -5") ==
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found \"-5\"");
    CHECK(errors("features: 5", "features: \"5\"") ==
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found \"5\" in quotes");
    CHECK(errors("features: 5", "features: [5]") ==
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found a list");
    CHECK(errors("features: 5", "features:") ==
          "models/tiny.yaml:2:1: features: expected a whole number of at least 1, found nothing");
    CHECK(errors("outputs: 4", "outputs: zero") ==
          "models/tiny.yaml:4:15: layers[1].outputs: expected a whole number of at least 1, found \"zero\"");
    CHECK(errors("outputs: 3", "outputs: 1e3") ==
          "models/tiny.yaml:5:15: layers[2].outputs: expected a whole number of at least 1, found \"1e3\"");
}

TEST_CASE("sizes that do not fit 64 bits are refused")
{
    CHECK(errors("features: 5", "features: 18446744073709551616") ==
          "models/tiny.yaml:2:11: features: expected a whole number of at least 1, found \"18446744073709551616\", "
          "which does not fit 64 bits");
    CHECK(errors("features: 5", "features: 18446744073709551615") ==
          "models/tiny.yaml:2:11: features: a vector of this size does not fit 64 bits of bytes");
    CHECK(errors("outputs: 4", "outputs: 4611686018427387904") ==
          "models/tiny.yaml:4:15: layers[1].outputs: the tensors of 4611686018427387904 x 5 weights do not fit 64 "
          "bits of bytes");
}

TEST_CASE("a model without a key, or with one too many, is refused")
{
    CHECK(errors("features: 5\n", "") == "models/tiny.yaml:1:1: missing required key \"features\"");
    CHECK(errors(", activation: relu", "") == "models/tiny.yaml:4:5: layers[1]: missing required key \"activation\"");
    CHECK(errors("features: 5", "features: 5\nlayer: 2") ==
          "models/tiny.yaml:3:1: layer: unknown key, did you mean \"layers\"?");
    CHECK(errors("features: 5", "features: 5\nx: 2") == "models/tiny.yaml:3:1: x: unknown key, expected one of name, "
                                                        "description, source, features, classes, layers, weights");
    CHECK(errors("activation: relu", "activation: rellu") ==
          "models/tiny.yaml:4:30: layers[1].activation: expected one of none, relu, leaky_relu, sigmoid, tanh, "
          "hard_swish, gelu, silu, softmax, found \"rellu\", did you mean \"relu\"?");
    CHECK(errors("features: 5", "features: 5\nname: a/b") ==
          "models/tiny.yaml:3:7: name: expected a name without \"/\", found \"a/b\"");
}

TEST_CASE("layers are a list of at least one, softmax at its end")
{
    CHECK(errors("activation: relu", "activation: softmax") ==
          "models/tiny.yaml:4:30: layers[1].activation: softmax may only be the activation of the last layer");
    const Workspace workspace;
    CHECK(workspace.check_text("m.yaml", "features: 5\nlayers: []\n") ==
          "m.yaml:2:9: layers: expected at least one layer");
    CHECK(workspace.check_text("m.yaml", "features: 5\nlayers: 3\n") ==
          "m.yaml:2:9: layers: expected a list, found \"3\"");
}

TEST_CASE("classes come from the experiment, else from the model")
{
    const Workspace workspace;
    const std::string model = with(tiny_model, "outputs: 3", "outputs: classes");
    workspace.write("models/tiny.yaml", model);
    CHECK(workspace.errors() == "models/tiny.yaml:5:15: layers[2].outputs: expected a key \"classes\" in the "
                                "experiment or the model");
    CHECK(workspace.check("models/tiny.yaml") == "model");
    CHECK(workspace.load({{"classes", "7"}}).models.front().classes() == 7);
    workspace.write("models/tiny.yaml", model + "classes: 9\n");
    CHECK(workspace.load().models.front().classes() == 9);
    CHECK(workspace.load({{"classes", "7"}}).models.front().classes() == 7);
    CHECK(workspace.load({{"model.classes", "8"}}).models.front().classes() == 8);
}

TEST_CASE("classes of 0, and classes that no model uses, are refused")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model: resnet50\nclasses: 0\nprocessor: small\n") ==
          "exp.yaml:2:10: classes: expected a whole number of at least 1, found \"0\"");
    CHECK(workspace.errors_of("model: tiny\nclasses: 10\nprocessor: small\n") ==
          "exp.yaml:2:10: classes: no model has a layer with \"outputs: classes\"");
}

TEST_CASE("the slope of leaky_relu is a layer's own, and no other activation function has one")
{
    const Workspace workspace;
    workspace.write("models/tiny.yaml",
                    with(tiny_model, "activation: relu", "activation: leaky_relu, negative_slope: 0.01"));
    CHECK(workspace.load().models.front().layer(1).negative_slope == 0.01F);
    CHECK(Workspace().load({{"model.layers[1].activation", "leaky_relu"}}).models.front().layer(1).negative_slope ==
          0.1F);
    CHECK_THAT(errors("activation: relu", "activation: relu, negative_slope: 0.01"),
               Catch::Contains("layers[1].negative_slope: relu has no slope: only leaky_relu has one"));
    CHECK_THAT(errors("activation: relu", "activation: leaky_relu, negative_slope: -0.5"),
               Catch::Contains("layers[1].negative_slope: expected a number of at least 0"));
}

}  // namespace deltasim::test::model_reader_test
