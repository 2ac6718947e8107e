// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::paths_test
{

TEST_CASE("a path in a file is relative to that file, on the command line to the working directory")
{
    const Workspace workspace;
    Workspace::write("work/own/head.yaml", with(tiny_model, "features: 5", "features: 9"));
    Workspace::write("work/own/chip.yaml", with(small_processor, "costs: cheap", "costs: ../prices.yaml"));
    Workspace::write("work/prices.yaml", cheap_costs);
    Workspace::write("work/exp.yaml", "model: own/head.yaml\nprocessor: [./own/chip.yaml, small]\n");
    Workspace::write("head.yaml", with(tiny_model, "features: 5", "features: 8"));
    const ExperimentConfig experiment = Workspace::load({}, "work/exp.yaml");
    CHECK(experiment.models.front().features() == 9);
    CHECK(experiment.processors.front().processor.name == "chip");
    CHECK(experiment.processors.front().costs.name == "prices");
    CHECK(Workspace::load({{"model", "head.yaml"}}, "work/exp.yaml").models.front().features() == 8);
    CHECK(Workspace::check("work/own/chip.yaml") == "processor");
    Workspace::write("work/exp.yaml", "model: head.yaml\nprocessor: small\ncosts: prices.yaml\n");
    CHECK(
        Workspace::errors({}, "work/exp.yaml") ==
        "work/exp.yaml:1:8: model: work/head.yaml: no such file; a path in a file is relative to that file, not to the "
        "working directory");
    CHECK(Workspace::errors({{"model", "own/head.yaml"}}, "work/exp.yaml") ==
          "--set model=own/head.yaml: model: own/head.yaml: no such file");
}

TEST_CASE("a DRAM device, an ERT and a CACTI table are looked for beside the file that names them")
{
    const Workspace workspace;
    std::string chip = small_processor;
    chip += "dram: {device: own_dram.yaml, prefetch_depth: 4, write_depth: 4}\n";
    Workspace::write("parts/chip.yaml", chip);
    const std::string device = R"(standard: own
clock_mhz: 100
organization: {ranks: 1, bank_groups: 1, banks_per_group: 1, rows: 64, columns: 64, device_width_bits: 8,
               channel_width_bits: 8, burst_length: 4}
mapping: [row, column]
timing_cycles: {CL: 2, CWL: 2, tRCD: 2, tRP: 2, tREFI: 0, tRFC: 0}
rules:
  - {scope: bank, preceding: activate, following: read, delay: tRCD}
  - {scope: bank, preceding: activate, following: write, delay: tRCD}
  - {scope: bank, preceding: precharge, following: activate, delay: tRP}
  - {scope: rank, preceding: read, following: read, delay: burst}
  - {scope: rank, preceding: write, following: write, delay: burst}
  - {scope: rank, preceding: read, following: write, delay: burst + 1}
  - {scope: rank, preceding: write, following: read, delay: burst + 1}
)";
    Workspace::write("parts/own_dram.yaml", device);
    Workspace::write("exp.yaml", "model: tiny\nprocessor: parts/chip.yaml\n");
    CHECK(Workspace::load().processors.front().processor.dram->device == "own_dram");
    CHECK(Workspace::check("parts/own_dram.yaml") == "DRAM device");
}

TEST_CASE("one processor named thousands of times is refused before it is read that often")
{
    const Workspace workspace;
    std::string experiment = "model: tiny\nprocessor: [eyeriss";
    for (int i = 0; i < 6000; ++i) experiment += ", eyeriss";
    CHECK(Workspace::errors_of(experiment + "]\n") == "exp.yaml:2:22: processor[2]: the name \"eyeriss\" occurs twice");
    experiment = "processor: small\nmodel: [tiny";
    for (int i = 0; i < 3000; ++i) experiment += ", resnet50, vgg16";
    CHECK(Workspace::errors_of(experiment + "]\n").find("model[4]: the name \"resnet50\" occurs twice") !=
          std::string::npos);
}

TEST_CASE("a file that is no plain UTF-8 says which bytes it has")
{
    const Workspace workspace;
    const std::string marked = "\xef\xbb\xbf" + std::string(tiny_experiment);
    CHECK(Workspace::errors_of(marked).empty());
    CHECK(Workspace::errors_of(marked + "colour: red\n").starts_with("exp.yaml:3:1: colour: unknown key"));
    CHECK(Workspace::errors_of(std::string("\xff\xfem\0o\0", 6)) ==
          "exp.yaml:1:1: expected UTF-8 text, found the byte order mark ff fe of UTF-16; save the file as UTF-8");
    CHECK(Workspace::errors_of("model: ti\u009b31mny\n") ==
          "exp.yaml:1:10: expected UTF-8 text, found the control U+009B");
    CHECK(Workspace::errors_of("model: \xc3(\n") == "exp.yaml:1:8: expected UTF-8 text, found byte 0xc3");
}

TEST_CASE("keys and names that would steer a terminal are refused, and shown plainly")
{
    const Workspace workspace;
    CHECK(Workspace::errors_of("model: tiny\nprocessor: small\n\"a\\e[31m\": 1\n") ==
          "exp.yaml:3:1: expected a key without control and format characters, found \"a\\x1b[31m\"");
    CHECK(Workspace::errors_of("model: {name: \"a\\u202Eb\", features: 1, layers: [{outputs: 1, activation: none}]}\n"
                               "processor: small\n") ==
          "exp.yaml:1:15: model.name: expected text without control and format characters, found \"a\\u202eb\"");
    Workspace::write("models/odd.yaml", "description: \"a\\e[2Jb\\u2028c\"\nfeatures: 1\nlayers: []\n");
    for (const auto& [name, line] : list_library(Library::models, Workspace::search_path())) {
        if (name == "odd") CHECK(line == "a\\x1b[2Jb\\u2028c");
    }
}

}  // namespace deltasim::test::paths_test
