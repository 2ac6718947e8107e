// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test::command_line_test
{

TEST_CASE("a bad command line is refused with exit code 2 and nothing on stdout")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const std::vector<std::vector<std::string>> bad{{},
                                                    {"walk"},
                                                    {"run"},
                                                    {"check"},
                                                    {"run", "exp.yaml", "--colour", "red"},
                                                    {"run", "exp.yaml", "--format", "xml"},
                                                    {"run", "exp.yaml", "--engine", "steam"},
                                                    {"run", "exp.yaml", "--max-steps", "many"},
                                                    {"run", "exp.yaml", "--out"},
                                                    {"compare", "exp.yaml", "--jobs", "0"},
                                                    {"replay", "trace"},
                                                    {"replay", "trace", "--dram", "d", "--page", "ajar"},
                                                    {"list", "colours"},
                                                    {"list"}};
    for (const std::vector<std::string>& arguments : bad) {
        const Outcome outcome = folder.run(arguments);
        INFO(Catch::Detail::stringify(arguments));
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_FALSE(outcome.err.empty());
    }
}

TEST_CASE("what was typed reaches no terminal raw")
{
    const Folder folder;
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"table", "a.db", "x\x1b[31m.db"},
                                                      {"list", "\x1b[2J"},
                                                      {"run", "e.yaml", "--\x1b[1m"},
                                                      {"\xc2\x9b"
                                                       "31m"},
                                                      {"replay", "t", "--dram", "d", "--page", "\xe2\x80\xae"}}) {
        const Outcome outcome = folder.run(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find_first_of("\x1b") == std::string::npos);
        CHECK(outcome.err.find("\xc2\x9b") == std::string::npos);
        CHECK(outcome.err.find("\xe2\x80\xae") == std::string::npos);
    }
}

TEST_CASE("a command that is none is named, with the nearest one")
{
    const Folder folder;
    CHECK(folder.run({"comprae"}).err == "deltasim: error: unknown command \"comprae\", did you mean \"compare\"?\n");
    const Outcome outcome = folder.run({"frobnicate"});
    CHECK(outcome.code == 2);
    CHECK_THAT(
        outcome.err,
        Catch::StartsWith("deltasim: error: unknown command \"frobnicate\", known are run, "
                          "compare, sweep, search, table, price, merge, explain, check, replay, report, plot, list"));
}

TEST_CASE("a budget of a search is a number of steps or a time")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    for (const std::string budget : {"0", "-1", "5 m", "s", "1.5h", "many"}) {
        const Outcome outcome = folder.run({"search", "exp.yaml", "--budget", budget});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains("--budget: expected a number of steps, or a time such as 90s, 5min or "
                                                "2h, found \"" +
                                                budget + "\""));
    }
}

TEST_CASE("numbers of the command line are whole numbers in digits")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto complaint = [&](const std::vector<std::string>& arguments) {
        const Outcome outcome = folder.run(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err.substr(0, outcome.err.find('\n'));
    };
    CHECK(complaint({"run", "exp.yaml", "--max-steps", "-1"}) ==
          "--max-steps: expected a whole number of at least 0, found \"-1\"");
    CHECK(complaint({"run", "exp.yaml", "--max-steps", "1e9"}) ==
          "--max-steps: expected a whole number of at least 0, found \"1e9\"");
    CHECK(complaint({"run", "exp.yaml", "--max-steps", "18446744073709551616"}) ==
          "--max-steps: expected a whole number of at least 0, found \"18446744073709551616\", which does not fit 64 "
          "bits");
    CHECK(complaint({"compare", "exp.yaml", "-j", "0"}) ==
          "--jobs: expected a whole number of at least 1, found \"0\"");
    const std::uint64_t most_mebibytes = std::numeric_limits<std::uint64_t>::max() >> 20U;
    CHECK(complaint({"sweep", "exp.yaml", "--memory", std::to_string(most_mebibytes + 1)}) ==
          "--memory: expected a whole number from 1 to 17592186044415, found \"17592186044416\"");
    for (const char* const accuracy : {"nan", "1.5", "-0.1", "much"}) {
        CHECK(complaint({"train", "exp.yaml", "--target-accuracy", accuracy}) ==
              std::string("--target-accuracy: expected a number from 0 to 1, found \"") + accuracy + "\"");
    }
    for (const char* const seconds : {"nan", "inf", "0", "-1", "1e999"}) {
        CHECK(complaint({"sweep", "exp.yaml", "--timeout", seconds}) ==
              std::string("--timeout: expected a number above 0, found \"") + seconds + "\"");
    }
    // A leading zero changes nothing: ten steps are too few.
    CHECK_THAT(folder.run({"run", "exp.yaml", "--engine", "step", "--max-steps", "010"}).err,
               Catch::Contains("the limit is 10;"));
}

TEST_CASE("a file or folder without a name is refused")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    for (const auto& [option, what] : {std::pair{"--out", "a folder"}, {"--dump-values", "a file"}}) {
        const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", option, ""});
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Catch::StartsWith(std::string(option) + ": expected " + what + ", found nothing\n"));
    }
}

TEST_CASE("run takes one schedule")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", "--schedule", "naive"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "--schedule delta --schedule naive: run takes one schedule, found 2; use compare\n");
}

TEST_CASE("a closed stderr changes no exit code, and what is said there goes nowhere else")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto code = [&](const std::string& arguments) {
        const std::string command = "cd " + folder.path().string() + " && " + program_file() + " " + arguments;
        return WEXITSTATUS(std::system(command.c_str()));
    };
    CHECK(code("run nope.yaml 2>&-") == 2);
    CHECK(code("walk 2>&-") == 2);
    CHECK(code("run exp.yaml --schedule delta --out first 2>/dev/null >/dev/null") == 0);
    CHECK(code("run exp.yaml --schedule delta --out second 2>&- >/dev/null") == 0);
    CHECK(folder.read("first/result.json") == folder.read("second/result.json"));
    // Results that cannot be written.
    for (const char* command :
         {"run exp.yaml --schedule delta", "check exp.yaml", "list models", "--help", "--version"}) {
        INFO(command);
        CHECK(code(command + std::string(" >&- 2>/dev/null")) == 1);
        CHECK(code(command + std::string(" >/dev/full 2>/dev/null")) == 1);
    }
}

TEST_CASE("help and version are results")
{
    const Folder folder;
    const Outcome help = folder.run({"--help"});
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    for (const char* command : {"run", "compare", "check", "replay", "list"}) {
        CHECK_THAT(help.out, Catch::Contains(command));
        CHECK(folder.run({command, "--help"}).code == 0);
    }
    const Outcome version = folder.run({"--version"});
    CHECK(version.code == 0);
    CHECK(version.out.find_first_not_of("0123456789.\n") == std::string::npos);
}

TEST_CASE("every kind of thing is listed, a name and its line each")
{
    const Folder folder;
    folder.write("models/my_head.yaml", "description: my own\nfeatures: 2\nlayers: [{outputs: 2, activation: relu}]\n");
    const std::vector<std::pair<std::string, std::vector<std::string>>> expected{
        {"models", {"vgg16", "lenet_caffe", "my_head"}},
        {"processors", {"eyeriss", "stm32h743"}},
        {"dram", {"ddr4_2400_8gb_x8"}},
        {"costs", {"horowitz_45nm"}},
        {"targets", {"cifar10", "imagenet"}},
        {"schedules", {"naive", "delta"}},
        {"training", {"first_trainable: all", "learning_rate: 0.01"}}};
    for (const auto& [what, names] : expected) {
        const Outcome outcome = folder.run({"list", what});
        INFO(what);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        for (const std::string& name : names) CHECK_THAT("\n" + outcome.out, Catch::Contains("\n" + name + " "));
    }
    CHECK_THAT(folder.run({"list", "models"}).out, Catch::Contains("  my own\n"));
}

TEST_CASE("check says what each file is, and every error of those that are wrong")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    folder.write("head.yaml", "features: 2\nlayers: [{outputs: 2, activation: relu}]\n");
    const Outcome good = folder.run({"check", "exp.yaml", "head.yaml"});
    CHECK(good.code == 0);
    CHECK(good.out == "exp.yaml: experiment, no errors\nhead.yaml: model, no errors\n");
    CHECK(good.err.empty());

    folder.write("bad.yaml", "features: 0\nlayers: [{outputs: 2, activation: rely}]\n");
    const Outcome mixed = folder.run({"check", "bad.yaml", "exp.yaml", "nope.yaml"});
    CHECK(mixed.code == 2);
    CHECK(mixed.out == "exp.yaml: experiment, no errors\n");
    CHECK(mixed.err == "bad.yaml:1:11: features: expected a whole number of at least 1, found \"0\"\n"
                       "bad.yaml:2:35: layers[1].activation: expected one of none, relu, leaky_relu, sigmoid, tanh, "
                       "hard_swish, gelu, silu, softmax, found \"rely\", did you mean \"relu\"?\n"
                       "nope.yaml: no such file\n");
}

TEST_CASE("check applies settings to experiments")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    CHECK(folder.run({"check", "exp.yaml", "--set", "classes=7"}).code == 0);
    const Outcome outcome = folder.run({"check", "exp.yaml", "--set", "classes=0"});
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "--set classes=0: classes: expected a whole number of at least 1, found \"0\"\n");
}

TEST_CASE("a run of too many steps that must be stepped is not sent to the fold engine")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto complaint = [&](const char* option) {
        return folder
            .run({"run", "exp.yaml", "--set", "mapping=streaming", "--schedule", "delta", "--max-steps", "10", option})
            .err;
    };
    const std::string takes =
        "deltasim: error: tiny on small under delta takes 62 steps, about 0 seconds at 10 million "
        "a second; the limit is 10; take ";
    CHECK(complaint("--values") == takes + "a smaller head or a later first_trainable, or raise --max-steps\n");
    CHECK(complaint("--engine=step") ==
          takes + "--engine fold, a smaller head or a later first_trainable, or raise --max-steps\n");
}

TEST_CASE("a row that is too many steps says its run once")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    folder.write("sweep.yaml", std::string(small_experiment) + "grid: {classes: [3]}\n");
    for (const char* const command : {"compare", "sweep"}) {
        const Outcome outcome = folder.run({command, std::string(command) == "sweep" ? "sweep.yaml" : "exp.yaml",
                                            "--set", "mapping=streaming", "--engine", "step", "--max-steps", "10"});
        INFO(outcome.err);
        CHECK_THAT(outcome.err, Catch::Contains(": takes 62 steps, about"));
        CHECK_THAT(outcome.err, !Catch::Contains("tiny on small under delta takes"));
    }
}

TEST_CASE("a run of too many steps for the step engine says how many, how long, and what to do")
{
    // naive on 25088-4096-4096-1000 by 168 lanes, which make 150, 25 and 6 blocks of these widths. Forward: a step a
    // block and one a row, and softmax. Update: G(2, k) takes a chain of 1000, G(1, j) one of 4096 * (1000 + 1); each
    // block of a row and its bias takes a chain and a step.
    const std::uint64_t forward = 4096U * (150 + 1) + 4096U * (25 + 1) + 1000U * (25 + 1) + 6;
    const std::uint64_t chain_1 = 4096U * (1000 + 1);
    const std::uint64_t update = 4096U * (150 + 1) * (chain_1 + 1) + 4096U * (25 + 1) * (1000 + 1) + 1000U * (25 + 1);
    const Folder folder;
    folder.write("exp.yaml", "model: vgg16\nprocessor: eyeriss\n");
    const Outcome outcome =
        folder.run({"run", "exp.yaml", "--schedule", "naive", "--engine", "step", "--set", "mapping=streaming"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::StartsWith("deltasim: error: vgg16 on eyeriss under naive takes 2.536e+12 steps ("));
    CHECK_THAT(outcome.err, Catch::Contains(std::to_string(forward + update) + " steps"));
    CHECK_THAT(outcome.err, Catch::Contains("about 3 days at 10 million a second"));  // 2.536e5 s
    CHECK_THAT(outcome.err, Catch::Contains("smaller head"));
    CHECK_THAT(outcome.err, Catch::Contains("--max-steps"));
}

}  // namespace deltasim::test::command_line_test
