// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <variant>

#include "config/workspace.hpp"
#include "model/mapping.hpp"
#include "rooms.hpp"

namespace deltasim::test::dataflow_reader_test
{

namespace
{

std::string experiment_with(const std::string& mapping)
{
    return "model: tiny\nprocessor: small\nmapping: " + mapping + "\n";
}

std::string errors_of(const std::string& mapping) { return Workspace().errors_of(experiment_with(mapping)); }

MappingConfig mapping_of(const Workspace& workspace, const std::string& mapping)
{
    workspace.write("exp.yaml", experiment_with(mapping));
    return workspace.load().placement.mapping;
}

constexpr auto levels = "[{memory: buffer, order: [samples, outputs, inputs]}, {memory: buffer, tile: {outputs: 2, "
                        "samples: 3}, keep: [weight, partial_sum], buffers: 2, order: [inputs, outputs, samples]}, "
                        "{array: {rows: outputs, columns: inputs}}]";

}  // namespace

TEST_CASE("a mapping is a rule, or levels from the outermost inwards, by phase and by layer")
{
    const Workspace workspace;
    CHECK(mapping_of(workspace, "auto").otherwise == MappingRule::automatic);
    const MappingConfig config = mapping_of(workspace, std::string("{forward: ") + levels +
                                                           ", update: auto, layers: {1: {forward: streaming}}}");
    const auto forward = std::get<NestMapping>(config.of({2, Phase::forward}));
    REQUIRE(forward.levels.size() == 2);
    CHECK(forward.levels[0].order == LoopOrder{Dimension::samples, Dimension::outputs, Dimension::inputs});
    CHECK(forward.levels[1].tile == Extents{2, 0, 3});
    CHECK(forward.levels[1].keep == std::vector{Tensor::weight, Tensor::partial_sum});
    CHECK(forward.levels[1].buffers == 2);
    CHECK(forward.rows == Dimension::outputs);
    CHECK(forward.columns == Dimension::inputs);
    CHECK(config.of({1, Phase::forward}) == PhaseMapping(MappingRule::streaming));
    CHECK(config.of({2, Phase::update}) == PhaseMapping(MappingRule::automatic));
    CHECK(config.of({2, Phase::delta}) == PhaseMapping(MappingRule::automatic));  // the default
}

TEST_CASE("a first sample's own pass is mapped by itself where that is said, and else as the others are")
{
    const Workspace workspace;
    const MappingConfig config = mapping_of(workspace, std::string("{forward: ") + levels +
                                                           ", first_sample: {forward: auto}, layers: {1: {forward: "
                                                           "streaming}, 2: {first_sample: {forward: streaming}}}}");
    const PhaseMapping streaming(MappingRule::streaming);
    const PhaseMapping automatic(MappingRule::automatic);
    CHECK(config.of({1, Phase::forward}) == streaming);
    CHECK(config.of({1, Phase::forward, true}) == automatic);
    CHECK(config.of({2, Phase::forward, true}) == streaming);
    CHECK(std::holds_alternative<NestMapping>(config.of({2, Phase::forward})));
    CHECK(mapping_of(workspace, "{forward: streaming}").of({1, Phase::forward, true}) == streaming);
    CHECK(errors_of("{first_sample: {layers: {}}}") ==
          "exp.yaml:3:26: mapping.first_sample.layers: unknown key, expected one of forward, delta, gradient, update");
}

TEST_CASE("a mapping may be a file, of the library or by its path")
{
    const Workspace workspace;
    workspace.write("configs/mappings/mine.yaml", std::string("name: mine\nforward: ") + levels + "\n");
    CHECK(mapping_of(workspace, "mine").own.contains({MappingConfig::every_layer, Phase::forward}));
    CHECK(mapping_of(workspace, "configs/mappings/mine.yaml") == mapping_of(workspace, "mine"));
    CHECK(Workspace::check("configs/mappings/mine.yaml") == "mapping");
}

TEST_CASE("what a mapping cannot be is said at its place")
{
    CHECK(errors_of("stream") == "exp.yaml:3:10: mapping: unknown mapping \"stream\", did you mean \"streaming\"?");
    CHECK(errors_of("{forward: 3}") == "exp.yaml:3:20: mapping.forward: expected one of auto, streaming, found \"3\"");
    CHECK(errors_of("{forwards: auto}") == "exp.yaml:3:11: mapping.forwards: unknown key, did you mean \"forward\"?");
    CHECK(errors_of("{forward: []}") == "exp.yaml:3:20: mapping.forward: expected at least one level with a memory");
    CHECK(errors_of("{forward: [{memory: attic, order: [samples, outputs, inputs]}]}") ==
          "exp.yaml:3:30: mapping.forward[1].memory: processor \"small\" has no memory \"attic\", but buffer");
    CHECK(errors_of("{forward: [{memory: buffer, order: [samples, outputs, samples]}]}") ==
          "exp.yaml:3:64: mapping.forward[1].order[3]: expected each of outputs, inputs, samples once");
    CHECK(errors_of("{forward: [{memory: buffer, order: [samples, outputs]}]}") ==
          "exp.yaml:3:45: mapping.forward[1].order: expected outputs, inputs, samples in some order");
    CHECK(errors_of("{forward: [{memory: buffer, tile: {inputs: 2}, order: [samples, outputs, inputs]}]}") ==
          "exp.yaml:3:44: mapping.forward[1].tile: the outermost level holds the whole layer");
    CHECK(errors_of("{forward: [{array: {rows: inputs}}, {memory: buffer, order: [samples, outputs, inputs]}]}") ==
          "exp.yaml:3:21: mapping.forward[1]: expected the array to be the innermost level");
    CHECK(errors_of("{layers: {9: {forward: auto}}}") ==
          "exp.yaml:3:20: mapping.layers.9: expected the number of a layer of every model");
}

}  // namespace deltasim::test::dataflow_reader_test
