// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "app/program.hpp"
#include "rooms.hpp"

// Errors of the input are reported with their place, only on stderr, and the exit code is 2.

namespace deltasim::test::bad_input_test
{

namespace
{

/// The message of `run` about an experiment, after a check that there is no other output.
std::string complaint(const std::string& experiment, const std::vector<std::string>& more = {})
{
    const Folder folder;
    folder.write("exp.yaml", experiment);
    std::vector<std::string> arguments{"run", "exp.yaml", "--schedule", "delta"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = folder.run(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    return outcome.err;
}

/// The message about the small experiment with one text replaced.
std::string complaint_of(const std::string& from, const std::string& to)
{
    return complaint(with(small_experiment, from, to));
}

}  // namespace

TEST_CASE("a file that is missing is named")
{
    const Folder folder;
    for (const char* command : {"run", "compare", "check"}) {
        const Outcome outcome = folder.run({command, "nope.yaml"});
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK(outcome.err == "nope.yaml: no such file\n");
    }
}

TEST_CASE("YAML syntax is refused with its place")
{
    CHECK(complaint("model: [tiny\nprocessor: small\n") ==
          "exp.yaml:2:10: not valid YAML: end of sequence flow not found\n");
}

TEST_CASE("an unknown key is refused with the nearest known one")
{
    CHECK(complaint_of("    lanes: 2", "    lanes: 2\n    colour: red") ==
          "exp.yaml:12:5: processor.pe_array.colour: unknown key, expected one of lanes, rows, columns, "
          "clock_mhz, operand_broadcast, multicast, registers, accumulators, reduction, stationary_sets, operations\n");
    CHECK(complaint_of("  features: 5", "  features: 5\n  sauce: a test") ==
          "exp.yaml:4:3: model.sauce: unknown key, did you mean \"source\"?\n");
}

TEST_CASE("a value of the wrong type is refused with what was expected")
{
    CHECK(complaint_of("lanes: 2", "lanes: two") ==
          "exp.yaml:11:12: processor.pe_array.lanes: expected a whole number from 1 to 1000000, found \"two\"\n");
    CHECK(complaint_of("lanes: 2", "lanes: [2]") ==
          "exp.yaml:11:12: processor.pe_array.lanes: expected a whole number from 1 to 1000000, found a list\n");
    CHECK(complaint_of("operand_broadcast: true", "operand_broadcast: 1") ==
          "exp.yaml:13:24: processor.pe_array.operand_broadcast: expected true or false, found \"1\"\n");
    CHECK(complaint_of("schedules: [naive, delta]", "learning_rate: fast") ==
          "exp.yaml:65:18: training.learning_rate: expected a number above 0, found \"fast\"\n");
}

TEST_CASE("a name that no table can show is refused")
{
    const auto complaint_of_name = [](const std::string& name) { return complaint_of("name: tiny", "name: " + name); };
    const std::string place = "exp.yaml:2:9: model.name: expected ";
    CHECK(complaint_of_name("\"\"") == place + "text, found \"\"\n");
    CHECK(complaint_of_name("[tiny]") == place + "text, found a list\n");
    CHECK(complaint_of_name("\"a\\nb\"") == place + "text of one line, found \"a\\nb\"\n");
    CHECK(complaint_of_name("\"a\\e[31mb\"") ==
          place + "text without control and format characters, found \"a\\x1b[31mb\"\n");
    CHECK(complaint_of_name("\"a\\tb\"") == place + "text without control and format characters, found \"a\\x09b\"\n");
    CHECK(complaint_of_name("a/b") == place + "a name without \"/\", found \"a/b\"\n");
}

TEST_CASE("a learning rate that is no rate in fp32 is refused")
{
    for (const std::string rate : {"1e-60", "1e39"}) {
        CHECK(complaint_of("schedules: [naive, delta]", "learning_rate: " + rate) ==
              "exp.yaml:65:18: training.learning_rate: expected a number that is neither 0 nor infinite in fp32, found "
              "\"" +
                  rate + "\"\n");
    }
}

TEST_CASE("results never replace the experiment itself")
{
    const Folder folder;
    folder.write("experiment.yaml", small_experiment);
    std::filesystem::create_symlink("experiment.yaml", folder.path() / "link.yaml");
    for (const std::string file : {"experiment.yaml", "./experiment.yaml", "link.yaml"}) {
        for (const char* command : {"run", "compare"}) {
            const Outcome outcome = folder.run({command, file, "--schedule", "delta", "--out", "."});
            CHECK(outcome.code == 2);
            CHECK(outcome.out.empty());
            CHECK(outcome.err == "--out .: " + file + " is the experiment itself and would be replaced\n");
        }
        CHECK(folder.run({"run", file, "--schedule", "delta", "--dump-values", "experiment.yaml"}).err ==
              "--dump-values experiment.yaml: " + file + " is the experiment itself and would be replaced\n");
    }
    CHECK(folder.read("experiment.yaml") == small_experiment);
    CHECK(folder.files(".").size() == 2);
}

TEST_CASE("a required key that is missing is named with the mapping that lacks it")
{
    CHECK(complaint_of("    lanes: 2\n", "") == "exp.yaml:11:5: processor.pe_array: missing required key \"lanes\"\n");
    CHECK(complaint("model: vgg16\n") == "exp.yaml:1:1: missing required key \"processor\"\n");
}

TEST_CASE("sizes of zero and below are refused")
{
    CHECK(complaint_of("features: 5", "features: 0") ==
          "exp.yaml:3:13: model.features: expected a whole number of at least 1, found \"0\"\n");
    CHECK(complaint_of("features: 5", "features: -5") ==
          "exp.yaml:3:13: model.features: expected a whole number of at least 1, found \"-5\"\n");
    CHECK(complaint_of("outputs: 4", "outputs: 0") ==
          "exp.yaml:5:17: model.layers[1].outputs: expected a whole number of at least 1, found \"0\"\n");
    CHECK(complaint_of("capacity_mib: 64", "capacity_mib: 0") ==
          "exp.yaml:34:19: processor.dram.capacity_mib: expected a whole number of at least 1, found \"0\"\n");
}

TEST_CASE("sizes that overflow 64 bits are refused")
{
    CHECK(complaint_of("features: 5", "features: 18446744073709551616") ==
          "exp.yaml:3:13: model.features: expected a whole number of at least 1, found \"18446744073709551616\", which "
          "does not fit 64 bits\n");
    // A layer with 2^32 inputs and 2^32 outputs.
    CHECK(complaint(with(with(small_experiment, "features: 5", "features: 4294967296"), "outputs: 4",
                         "outputs: 4294967296")) ==
          "exp.yaml:5:17: model.layers[1].outputs: the tensors of 4294967296 x 4294967296 weights do not fit 64 bits "
          "of bytes\n");
    CHECK(
        complaint_of("capacity_mib: 64", "capacity_mib: 17592186044416") ==
        "exp.yaml:34:19: processor.dram.capacity_mib: \"17592186044416\" as a number of bytes does not fit 64 bits\n");
}

TEST_CASE("a tensor that has no room is named with the bytes that are missing")
{
    // Placed in the buffer's 256 bytes by lines of 8: weight[2] of 4 x 3 words, then weight[1] of 20 words, 128 bytes
    // in all. With 16 classes weight[2] is 256 bytes, and nothing is left for the 80 of weight[1].
    const std::string weights_in_buffer = std::string(small_experiment) + "placement: {weight: buffer}\n";
    CHECK(complaint(with(weights_in_buffer, "classes: 3", "classes: 16")) ==
          "exp.yaml: tiny on small: weight[2] of 256 bytes does not fit buffer: 80 bytes are missing\n");
}

TEST_CASE("a run that is longer than can be counted is refused under both engines")
{
    // 2^62 ticks are 4.15 s; each of some hundred steps takes a million clocks of 33.337 MHz, 30 ms.
    std::string text = with(small_experiment, "clock_mhz: 100\n    operand", "clock_mhz: 33.337\n    operand");
    text = with(text, "controller: {clock_mhz: 100", "controller: {clock_mhz: 199.993");
    text = with(text, "clock_mhz: 50", "clock_mhz: 166.667");
    text = with(text, "clock_mhz: 100", "clock_mhz: 33.337");
    text = with(text, "mac: {latency_cycles: 4, interval_cycles: 1}",
                "mac: {latency_cycles: 4, interval_cycles: 1000000}");
    text = with(text, "features: 5", "features: 50");
    for (const char* engine : {"fold", "step"}) {
        CHECK(complaint(text, {"--engine", engine}) == "deltasim: error: the run takes more than 4.15 s at "
                                                       "1111196662555547000 ticks a second; choose clocks with smaller "
                                                       "common multiples\n");
    }
    // With a tick of a nanosecond there is enough time.
    const Folder folder;
    folder.write("exp.yaml", with(with(text, "33.337", "100"), "199.993", "100"));
    CHECK(folder
              .run({"run", "exp.yaml", "--schedule", "delta", "--set", "processor.dram.clock_mhz=50", "--set",
                    "processor.memories.buffer.clock_mhz=50"})
              .code == 0);
}

TEST_CASE("an unknown model, schedule or processor is refused with the nearest one")
{
    CHECK(complaint("model: alexnte\nprocessor: eyeriss\n") ==
          "exp.yaml:1:8: model: unknown model \"alexnte\", did you mean \"alexnet\"?\n");
    CHECK(complaint("model: vgg16\nprocessor: eyeris\n") ==
          "exp.yaml:2:12: processor: unknown processor \"eyeris\", did you mean \"eyeriss\"?\n");
    CHECK(complaint_of("schedules: [naive, delta]", "baseline: naiv") ==
          "exp.yaml:65:13: training.baseline: unknown schedule \"naiv\", did you mean \"naive\"?\n");
}

TEST_CASE("an unknown schedule on the command line is refused as one in the file")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "detla"});
    CHECK(outcome.code == 2);
    CHECK(outcome.err ==
          "--schedule detla: training.schedules[1]: unknown schedule \"detla\", did you mean \"delta\"?\n");
    CHECK_THAT(folder.run({"compare", "exp.yaml", "--schedule", "x, y]"}).err,
               Catch::StartsWith("--schedule x, y]: training.schedules[1]: unknown schedule \"x, y]\", known are "));
    CHECK(folder.run({"compare", "exp.yaml", "--baseline", "naiv"}).err ==
          "--baseline naiv: training.baseline: unknown schedule \"naiv\", did you mean \"naive\"?\n");
}

TEST_CASE("no classes are refused")
{
    CHECK(complaint_of("classes: 3", "classes: 0") ==
          "exp.yaml:7:10: classes: expected a whole number of at least 1, found \"0\"\n");
}

TEST_CASE("a key that is given twice is refused")
{
    CHECK(complaint_of("classes: 3", "classes: 3\nclasses: 4") ==
          "exp.yaml:8:1: classes: duplicate key, first given at line 7\n");
}

TEST_CASE("an alias bomb is refused")
{
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char key = 'b'; key <= 'j'; ++key) {
        const std::string before = std::string("*") + static_cast<char>(key - 1);
        bomb += std::string(1, key) + ": &" + key + " [" + before;
        for (int i = 0; i < 9; ++i) bomb += ", " + before;
        bomb += "]\n";
    }
    const std::string text = complaint(bomb);
    CHECK_THAT(text, Catch::StartsWith("exp.yaml:"));
    CHECK_THAT(text, Catch::EndsWith("more than 100000 values in the file once its aliases are expanded\n"));
}

TEST_CASE("a cost that the run needs and the table lacks is named")
{
    CHECK(complaint_of("    mac: {value: 4, source: a test}\n", "") ==
          "exp.yaml: costs.operations_pj.mac: cost table \"round\" lacks this figure, and the run needs it\n");
    CHECK(complaint_of("  register_file_pj: {value: 0.5, source: a test}\n", "") ==
          "exp.yaml: costs.register_file_pj: cost table \"round\" lacks this figure, and the run needs it\n");
    CHECK(complaint_of("capacity_bytes: 256", "capacity_kib: 16") ==
          "exp.yaml: costs.sram: cost table \"round\" has no row for memory buffer of 16 KiB of 64 bits\n");
}

TEST_CASE("a cost of another precision than fp32 is named below that precision")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", "--set", "training.precision=int16"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err,
               Catch::StartsWith("exp.yaml: costs.operations_pj.int16.mac: cost table \"round\" lacks this "
                                 "figure, and the run needs it\n"));
}

TEST_CASE("a cost that is missing from a table of its own is named with that file")
{
    const Folder folder;
    std::string experiment = small_experiment;
    const std::size_t begin = experiment.find("costs:\n");
    const std::size_t end = experiment.find("training:\n");
    folder.write("round.yaml", "register_file_pj: {value: 1, source: a test}\n");
    folder.write("exp.yaml", experiment.replace(begin, end - begin, "costs: round.yaml\n"));
    const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta"});
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::StartsWith("exp.yaml: costs.operations_pj.mac: cost table \"round\" lacks this "
                                              "figure, and the run needs it (round.yaml)\n"));
}

TEST_CASE("an output folder that cannot be written is named with the reason, before anything runs")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    for (const char* command : {"run", "compare"}) {
        const Outcome below = folder.run({command, "exp.yaml", "--schedule", "delta", "--out", "exp.yaml/results"});
        CHECK(below.code == 2);
        CHECK(below.out.empty());
        CHECK(below.err == "deltasim: error: exp.yaml/results: cannot be written: Not a directory\n");
        const Outcome itself = folder.run({command, "exp.yaml", "--schedule", "delta", "--out", "exp.yaml"});
        CHECK(itself.code == 2);
        CHECK_THAT(itself.err, Catch::StartsWith("deltasim: error: exp.yaml"));
        CHECK_THAT(itself.err, Catch::Contains("cannot be written"));
    }
    const Outcome dump = folder.run({"run", "exp.yaml", "--schedule", "delta", "--dump-values", "none/values.json"});
    CHECK(dump.code == 2);
    CHECK(dump.err == "deltasim: error: none/values.json: cannot be written: No such file or directory\n");
    CHECK(folder.files(".") == std::vector<std::string>{"exp.yaml"});
}

TEST_CASE("all errors come at once")
{
    std::string text = with(small_experiment, "features: 5", "features: 0");
    text = with(text, "lanes: 2", "lanes: two");
    text = with(text, "ports: 1rw", "ports: 3rw");
    text = with(text, "classes: 3", "clases: 3");
    CHECK(complaint(text) ==
          "exp.yaml:3:13: model.features: expected a whole number of at least 1, found \"0\"\n"
          "exp.yaml:6:17: model.layers[2].outputs: expected a key \"classes\" in the experiment or the model\n"
          "exp.yaml:7:1: clases: unknown key, did you mean \"classes\"?\n"
          "exp.yaml:11:12: processor.pe_array.lanes: expected a whole number from 1 to 1000000, found \"two\"\n"
          "exp.yaml:27:14: processor.memories.buffer.ports: expected one of 1rw, 1r1w, 2rw, found \"3rw\", did you "
          "mean \"1rw\"?\n");
}

TEST_CASE("run wants one model and one processor")
{
    CHECK(complaint("model: [resnet50, mobilenet_v2]\nprocessor: [eyeriss, stm32h743]\n") ==
          "exp.yaml: model: expected one model for run, found 2; choose with --set model=NAME, or use compare\n"
          "exp.yaml: processor: expected one processor for run, found 2; choose with --set processor=NAME, or use "
          "compare\n");
}

TEST_CASE("a setting that is none is refused")
{
    CHECK(complaint(small_experiment, {"--set", "classes"}) == "--set classes: expected key.path=value\n");
    CHECK(
        complaint(small_experiment, {"--set", "classes=none"}) ==
        "--set classes=none: classes: expected a whole number of at least 1 or the name of a target, found \"none\", "
        "known are aircraft100, caltech101, cars196, cifar10, cifar100, cub200, flowers102, food101, imagenet, pets37, "
        "vww\n");
    CHECK(complaint(small_experiment, {"--set", "classes=cifr10"}) ==
          "--set classes=cifr10: classes: expected a whole number of at least 1 or the name of a target, found "
          "\"cifr10\", "
          "did you mean \"cifar10\"?\n");
    CHECK(complaint(small_experiment, {"--set", "clases=4"}) ==
          "--set clases=4: clases: unknown key, did you mean \"classes\"?\n");
}

}  // namespace deltasim::test::bad_input_test
