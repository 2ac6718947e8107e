// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "app/program.hpp"
#include "rooms.hpp"

namespace deltasim::test
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

TEST_CASE("new leaves a file as it is, and knows its kinds")
{
    const Folder folder;
    folder.write("mine.yaml", "features: 3\n");
    const Outcome there = folder.run({"new", "model", "mine.yaml"});
    CHECK(there.code == 2);
    CHECK(there.err == "deltasim: error: mine.yaml is there already, and is left as it is\n");
    CHECK(folder.read("mine.yaml") == "features: 3\n");
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

}  // namespace deltasim::test
