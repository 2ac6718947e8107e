// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "app/program.hpp"
#include "rooms.hpp"

// check refuses what cannot be run, and lists everything that is missing.

namespace deltasim::test::check_test
{

namespace
{

/// The experiment without these lines.
std::string without(const std::vector<std::string>& lines)
{
    std::string text = small_experiment;
    for (const std::string& line : lines) text = with(text, line + "\n", "");
    return text;
}

const std::vector<std::string> taken{"    divide: {value: 20, source: a test}",
                                     "  register_file_pj: {value: 0.5, source: a test}",
                                     "    static_mw: {value: 8, source: a test}"};

std::string lacks(const std::string& key)
{
    return "exp.yaml: costs." + key + ": cost table \"round\" lacks this figure, and the run needs it\n";
}

}  // namespace

TEST_CASE("check, run and compare name all the costs that an experiment lacks")
{
    const Folder folder;
    folder.write("exp.yaml", without(taken));
    const std::string expected = lacks("operations_pj.divide") + lacks("register_file_pj") + lacks("dram.static_mw");
    for (const char* const command : {"check", "compare"}) {
        const Outcome outcome = folder.run({command, "exp.yaml"});
        CHECK(outcome.code == 2);
        CHECK(outcome.err == expected);
        CHECK(outcome.out.empty());
    }
    CHECK(folder
              .run({"check", "exp.yaml", "--set", "costs.operations_pj.divide=1", "--set", "costs.register_file_pj=1",
                    "--set", "costs.dram.static_mw=0"})
              .code == 0);
}

TEST_CASE("check names what one schedule of several needs")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const Outcome fp16 = folder.run({"check", "exp.yaml", "--set", "training.precision=fp16"});
    CHECK(fp16.code == 2);
    CHECK(fp16.err.find("costs.operations_pj.fp16.mac") != std::string::npos);
    CHECK(fp16.err.find("costs.operations_pj.fp16.exponential") != std::string::npos);
}

TEST_CASE("check refuses an experiment none of whose runs can be placed")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const Outcome none = folder.run(
        {"check", "exp.yaml", "--set", "placement={weight: buffer, bias: buffer}", "--set", "model.features=500"});
    CHECK(none.code == 2);
    CHECK(none.err.find("exp.yaml: tiny on small under naive: weight[1] of 8000 bytes does not fit buffer") == 0);
    CHECK(folder.run({"check", "exp.yaml", "--set", "model.features=500"}).code == 0);
}

TEST_CASE("check refuses the sweep that sweep refuses")
{
    const Folder folder;
    folder.write("sweep.yaml", without(taken) + "grid: {training.batch: [1, 3]}\ncolumns: {schedule: training.seed}\n");
    const Outcome names = folder.run({"check", "sweep.yaml"});
    CHECK(names.code == 2);
    CHECK(names.err.find("tables have a column of this name already") != std::string::npos);
    folder.write("sweep.yaml", without(taken) + "grid: {training.batch: [1, 3]}\n");
    for (const char* const command : {"check", "sweep"}) {
        const Outcome outcome = folder.run({command, "sweep.yaml"});
        CHECK(outcome.code == 2);
        for (const char* const key : {"operations_pj.divide", "register_file_pj", "dram.static_mw"}) {
            CHECK(outcome.err.find(std::string("costs.") + key) != std::string::npos);
        }
    }
    folder.write("sweep.yaml", std::string(small_experiment) + "grid: {training.batch: [1, 3]}\n");
    CHECK(folder.run({"check", "sweep.yaml"}).out == "sweep.yaml: sweep, no errors\n");
}

TEST_CASE("check says which runs of several will be rows without figures")
{
    const Folder folder;
    folder.write("sweep.yaml", std::string(small_experiment) + "grid: {classes: [3, 100000000]}\n");
    const Outcome outcome = folder.run({"check", "sweep.yaml"});
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "sweep.yaml: sweep, no errors\n");
    CHECK(outcome.err.find("deltasim: sweep.yaml: 2 of 4 runs cannot be placed and will be rows without figures, the "
                           "first: tiny on small under naive: ") == 0);
}

TEST_CASE("check says what a cost table does not price, and reads energy reference tables")
{
    const Folder folder;
    folder.write("one.yaml", "name: one\noperations_pj: {mac: {value: 3, source: a book}}\n");
    const Outcome one = folder.run({"check", "one.yaml"});
    CHECK(one.code == 0);
    CHECK(one.out == "one.yaml: cost table, no errors; it has no price for operations_pj.add, operations_pj.multiply, "
                     "operations_pj.divide, operations_pj.exponential, operations_pj.compare, register_file_pj, sram, "
                     "dram.read_pj_per_bit, dram.write_pj_per_bit, dram.static_mw, interconnect_pj_per_bit, "
                     "static.pe_mw_per_lane: a run that needs one of these is refused\n");
    folder.write("ert.yaml",
                 "ERT: {version: 0.4, tables: [{name: a, actions: [{name: b, energy: 1, arguments: {}}]}]}\n");
    CHECK(folder.run({"check", "ert.yaml"}).out == "ert.yaml: energy reference table, no errors\n");
    folder.write("ert.yaml", "ERT: {version: 0.4, tables: [{name: a, actions: [{name: b, energy: much}]}]}\n");
    CHECK(folder.run({"check", "ert.yaml"}).err ==
          "ert.yaml:1:68: ERT.tables[1].actions[1].energy: expected a number of at least 0, found \"much\"\n");
}

}  // namespace deltasim::test::check_test
