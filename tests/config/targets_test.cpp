// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::targets_test
{

namespace
{

constexpr const char* open_model = "features: 5\nlayers:\n  - {outputs: classes, activation: softmax}\n";

/// The number of classes of the one head of an experiment.
std::uint64_t classes(const std::string& experiment_line, const std::string& model_line = "")
{
    const Workspace workspace;
    workspace.write("models/open.yaml", model_line + open_model);
    workspace.write("exp.yaml", experiment_line + "model: open\nprocessor: small\n");
    return workspace.load().models.front().classes();
}

std::string errors_of_classes(const std::string& classes)
{
    const Workspace workspace;
    workspace.write("models/open.yaml", open_model);
    return workspace.errors_of("classes: " + classes + "\nmodel: open\nprocessor: small\n");
}

}  // namespace

TEST_CASE("classes may be the name of a target, in an experiment and in a model, or a number")
{
    CHECK(classes("classes: cifar100\n") == 100);
    CHECK(classes("classes: 7\n") == 7);
    CHECK(classes("", "classes: flowers102\n") == 102);
    CHECK(classes("classes: vww\n", "classes: flowers102\n") == 2);
    const Workspace workspace;
    workspace.write("models/open.yaml", open_model);
    workspace.write("exp.yaml", "model: open\nprocessor: small\n");
    CHECK(workspace.load({{"classes", "food101"}}).models.front().classes() == 101);
    CHECK(workspace.load({{"model.classes", "cub200"}}).models.front().classes() == 200);
}

TEST_CASE("the resolved experiment has the number, and is the same experiment")
{
    const Workspace workspace;
    workspace.write("models/open.yaml", open_model);
    workspace.write("exp.yaml", "classes: pets37\nmodel: open\nprocessor: small\n");
    const ExperimentConfig experiment = workspace.load();
    CHECK_THAT(experiment.resolved_yaml, Catch::StartsWith("classes: 37\n"));
    workspace.write("again.yaml", experiment.resolved_yaml);
    CHECK(workspace.load({}, "again.yaml").models == experiment.models);
}

TEST_CASE("a target that is not known is refused where it stands, with the nearest name")
{
    CHECK(errors_of_classes("cifr10") ==
          "exp.yaml:1:10: classes: expected a whole number of at least 1 or the name of a "
          "target, found \"cifr10\", did you mean \"cifar10\"?");
    CHECK_THAT(
        errors_of_classes("mnist"),
        Catch::EndsWith("found \"mnist\", known are aircraft100, caltech101, cars196, cifar10, cifar100, cub200, "
                        "flowers102, food101, imagenet, pets37, vww"));
    CHECK(errors_of_classes("0") == "exp.yaml:1:10: classes: expected a whole number of at least 1, found \"0\"");
    CHECK(errors_of_classes("[cifar10]") ==
          "exp.yaml:1:10: classes: expected a whole number of at least 1, found a list");
    const Workspace workspace;
    workspace.write("models/open.yaml", std::string("classes: cifr10\n") + open_model);
    CHECK_THAT(workspace.check("models/open.yaml"), Catch::StartsWith("models/open.yaml:1:10: classes: expected"));
    workspace.write("exp.yaml", "model: open\nprocessor: small\n");
    CHECK_THAT(workspace.errors({{"model.classes", "cifr100"}}),
               Catch::StartsWith("--set model.classes=cifr100: model.classes: expected"));
}

TEST_CASE("targets of the current directory come before those of the installation")
{
    const Workspace workspace;
    workspace.write("configs/targets.yaml", "targets:\n  mine: {classes: 6, description: my own, source: a count}\n"
                                            "  vww: {classes: 3, description: with cats, source: a count}\n");
    CHECK(workspace.check("configs/targets.yaml") == "targets");
    const auto targets = list_targets(workspace.search_path());
    CHECK(std::find(targets.begin(), targets.end(), std::pair<std::string, std::string>{"mine", "6 classes: my own"}) !=
          targets.end());
    CHECK(targets.back() == std::pair<std::string, std::string>{"vww", "3 classes: with cats"});
}

TEST_CASE("a target has classes, a description and a source")
{
    const Workspace workspace;
    CHECK(workspace.check_text("targets.yaml", "targets:\n  a: {classes: 0, description: d, sauce: s}\n") ==
          "targets.yaml:2:6: targets.a: missing required key \"source\"\n"
          "targets.yaml:2:16: targets.a.classes: expected a whole number of at least 1, found \"0\"\n"
          "targets.yaml:2:35: targets.a.sauce: unknown key, did you mean \"source\"?");
    CHECK(workspace.check_text("targets.yaml", "targets: 3\n") ==
          "targets.yaml:1:10: targets: expected a mapping, found \"3\"");
}

}  // namespace deltasim::test::targets_test
