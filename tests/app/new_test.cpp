// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <thread>

#include "app/program.hpp"
#include "rooms.hpp"

namespace deltasim::test::new_test
{

TEST_CASE("new writes a commented file of every kind that check and the other commands take")
{
    const Folder folder;
    for (const std::string kind : {"model", "processor", "dram", "costs", "experiment", "sweep"}) {
        INFO(kind);
        const std::string file = "my_" + kind + ".yaml";
        CHECK(folder.run({"new", kind, file}).code == 0);
        CHECK(folder.read(file) == folder.run({"new", kind}).out);
        CHECK(folder.read(file).starts_with("# yaml-language-server: $schema=/"));
        const Outcome checked = folder.run({"check", file});
        CHECK(checked.code == 0);
        CHECK(checked.err.empty());
    }
    const Outcome own = folder.run({"compare", "my_experiment.yaml", "--set", "model=my_model.yaml", "--set",
                                    "processor=my_processor.yaml", "--set", "costs=my_costs.yaml", "--format", "csv"});
    CHECK(own.err.empty());
    CHECK(own.code == 0);
    CHECK(own.out.find("my_processor") != std::string::npos);
    CHECK(folder
              .run({"run", "my_experiment.yaml", "--schedule", "delta", "--set", "model=my_model.yaml", "--set",
                    "processor=my_processor.yaml", "--set", "costs=my_costs.yaml", "--set",
                    "processor.dram.device=my_dram.yaml"})
              .code == 0);
}

TEST_CASE("what comes through a pipe is read as a file is")
{
    const Folder folder;
    REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    const auto through_pipe = [&](const std::string& text, const std::vector<std::string>& arguments) {
        std::thread writer([&] { std::ofstream(folder.path() / "pipe") << text; });
        Outcome outcome = folder.run(arguments);
        writer.join();
        return outcome;
    };
    for (const std::string kind : {"model", "processor", "dram", "costs", "experiment", "sweep"}) {
        INFO(kind);
        const Outcome checked = through_pipe(folder.run({"new", kind}).out, {"check", "pipe"});
        CHECK(checked.err.empty());
        CHECK(checked.code == 0);
    }
    folder.write("exp.yaml", small_experiment);
    const auto named = [&](const std::string& file) {
        return std::vector<std::string>{"compare", file, "--format", "csv"};
    };
    folder.write("exp.yaml", small_experiment);
    CHECK(through_pipe(small_experiment, named("pipe")).out == folder.run(named("exp.yaml")).out);
    const Outcome wrong = through_pipe(with(small_experiment, "classes: 3", "classes: x"), {"check", "pipe"});
    CHECK(wrong.code == 2);
    CHECK_THAT(wrong.err, Catch::StartsWith("pipe:"));
}

TEST_CASE("new leaves a file as it is, and knows its kinds")
{
    const Folder folder;
    folder.write("mine.yaml", "features: 3\n");
    const Outcome there = folder.run({"new", "model", "mine.yaml"});
    CHECK(there.code == 2);
    CHECK(there.err == "deltasim: error: mine.yaml is there already, and is left as it is\n");
    CHECK(folder.read("mine.yaml") == "features: 3\n");
    CHECK(folder.run({"new", "model", "own.yaml"}).code == 0);
    CHECK(folder.run({"new", "model", "own.yaml"}).code == 0);  // nothing is lost
    CHECK(folder.run({"new", "dram", "own.yaml"}).code == 2);
    CHECK(folder.run({"new", "chip"}).code == 2);
}

TEST_CASE("keys shows every key of a kind, and its schema")
{
    const Folder folder;
    CHECK(folder.run({"keys", "processor"}).out.find("| `memories.MEMORY.ports` | `1rw`, `1r1w`, `2rw` |") !=
          std::string::npos);
    CHECK(folder.run({"keys"}).out.starts_with("## Experiment\n"));
    CHECK(folder.run({"keys", "dram", "--schema"}).out.find("\"postponed_refreshes\"") != std::string::npos);
    CHECK(folder.run({"keys", "--schema"}).code == 2);
}

}  // namespace deltasim::test::new_test
