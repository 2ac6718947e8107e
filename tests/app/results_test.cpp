// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "app/small_disk.hpp"
#include "rooms.hpp"

// Results go to stdout, and everything else to stderr, which is quiet if it is not a terminal.

namespace deltasim::test::results_test
{

namespace
{

using Json = nlohmann::json;

/// A folder with the small experiment in exp.yaml.
class SmallExperiment : public Folder
{
public:
    SmallExperiment() { write("exp.yaml", small_experiment); }

    /// The results of a command that succeeds and prints nothing else.
    [[nodiscard]] std::string results(const std::vector<std::string>& arguments) const
    {
        const Outcome outcome = run(arguments);
        INFO(Catch::Detail::stringify(arguments));
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        return outcome.out;
    }
    [[nodiscard]] Json json(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--format", "json"});
        return Json::parse(results(arguments));
    }
};

rlimit file_size_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    return limit;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("run prints its tables on stdout and nothing else anywhere")
{
    const SmallExperiment folder;
    const std::string out = folder.results({"run", "exp.yaml", "--schedule", "delta"});
    for (const char* title : {"Run\n", "Energy\n", "Operand accesses, in words\n", "Memory accesses\n", "DRAM\n"}) {
        CHECK_THAT("\n" + out, Catch::Contains(std::string("\n") + title));
    }
}

TEST_CASE("a memory may have any name, and stdout holds results alone")
{
    const SmallExperiment folder;
    const std::string expected = folder.results({"run", "exp.yaml", "--schedule", "delta"});
    for (const std::string name : {"pe_array", "training_controller"}) {
        folder.write("exp.yaml", with(small_experiment, "    buffer:", "    " + name + ":"));
        const std::string out = folder.results({"run", "exp.yaml", "--schedule", "delta"});
        CHECK(first_line(out) == first_line(expected));
        CHECK_THAT(out, Catch::Contains(name) && !Catch::Contains("Warning"));
        CHECK(folder.json({"run", "exp.yaml", "--schedule", "delta"})["memories"].size() == 2);
    }
}

TEST_CASE("of several schedules run takes the first, and says so")
{
    const SmallExperiment folder;
    const Outcome outcome = folder.run({"run", "exp.yaml", "--format", "json"});
    CHECK(outcome.code == 0);
    CHECK(Json::parse(outcome.out)["schedule"] == "naive");
    CHECK(outcome.err ==
          "deltasim: running naive, the first of the experiment's schedules; --schedule takes another\n");
}

TEST_CASE("results come in five formats")
{
    const SmallExperiment folder;
    const auto run = [&](const std::string& format, const std::string& table = "") {
        std::vector<std::string> arguments{"run", "exp.yaml", "--schedule", "delta", "--format", format};
        if (!table.empty()) arguments.insert(arguments.end(), {"--table", table});
        return folder.results(arguments);
    };
    CHECK(first_line(run("text")) == "Run");
    CHECK(first_line(run("csv", "run")) == "model,processor,costs,schedule,classes,batch,optimizer,energy_pj,"
                                           "operand_energy_pj,cycles,seconds,assumed");
    CHECK(Json::parse(run("json"))["model"] == "tiny");
    CHECK(first_line(run("markdown")) == "### Run");
    CHECK(first_line(run("latex")) == "\\begin{table}");
    const auto compare = [&](const std::string& format) {
        return folder.results({"compare", "exp.yaml", "--format", format});
    };
    CHECK(first_line(compare("text")) == "Savings over naive");
    CHECK_THAT(first_line(compare("csv")), Catch::StartsWith("model,processor,schedule,energy_pj,cycles,seconds,"));
    CHECK(Json::parse(compare("json"))["rows"].size() == 2);
    CHECK(first_line(compare("markdown")) == "### Savings over naive");
    CHECK(first_line(compare("latex")) == "\\begin{table}");
}

TEST_CASE("the same command has the same results")
{
    const SmallExperiment folder;
    const std::vector<std::string> command{"compare", "exp.yaml", "--format", "json"};
    CHECK(folder.results(command) == folder.results(command));
}

TEST_CASE("run and compare agree on a run")
{
    const SmallExperiment folder;
    const Json compared = folder.json({"compare", "exp.yaml"});
    CHECK(compared["runs"][0] == folder.json({"run", "exp.yaml", "--schedule", "naive"}));
    CHECK(compared["runs"][1] == folder.json({"run", "exp.yaml", "--schedule", "delta"}));
}

TEST_CASE("a run is the same as its steps one by one, but for the engine")
{
    const SmallExperiment folder;
    Json folded = folder.json({"run", "exp.yaml", "--schedule", "naive"});
    Json stepped = folder.json({"run", "exp.yaml", "--schedule", "naive", "--engine", "step"});
    CHECK(stepped["engine"]["mode"] == "step");
    CHECK(stepped["engine"]["folded_steps"] == 0);
    folded.erase("engine");
    stepped.erase("engine");
    CHECK(folded == stepped);
}

TEST_CASE("the option --out keeps the results, the tables and the experiment")
{
    const SmallExperiment folder;
    const std::string out = folder.results({"compare", "exp.yaml", "--out", "kept/here"});
    CHECK(folder.files("kept/here") == std::vector<std::string>{"experiment.yaml", "result.json", "tables.txt"});
    CHECK(folder.read("kept/here/tables.txt") == out);
    CHECK(folder.read("kept/here/result.json") == folder.results({"compare", "exp.yaml", "--format", "json"}));

    const Outcome csv = folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "csv", "--out", "b"});
    CHECK_THAT(csv.err, Catch::StartsWith("deltasim: CSV is one table, run; --table NAME prints another (energy, "));
    CHECK(folder.read("b/run.csv") == csv.out);
    CHECK(folder.read("b/energy.csv") ==
          folder.results({"run", "exp.yaml", "--schedule", "delta", "--format", "csv", "--table", "energy"}));
    CHECK(Json::parse(folder.read("b/result.json"))["schedule"] == "delta");

    const std::string json =
        folder.results({"run", "exp.yaml", "--schedule", "delta", "--format", "json", "--out", "c"});
    CHECK(folder.files("c") == std::vector<std::string>{"experiment.yaml", "result.json"});
    CHECK(folder.read("c/result.json") == json);
}

TEST_CASE("tables of an earlier run in another format do not stay beside the new results")
{
    const SmallExperiment folder;
    const auto keep = [&](const std::string& format) {
        static_cast<void>(
            folder.results({"run", "exp.yaml", "--schedule", "delta", "--format", format, "--out", "kept"}));
        return folder.files("kept");
    };
    folder.write("kept/tables.pdf", "not ours\n");
    CHECK(keep("text") == std::vector<std::string>{"experiment.yaml", "result.json", "tables.pdf", "tables.txt"});
    CHECK(keep("latex") == std::vector<std::string>{"experiment.yaml", "result.json", "tables.pdf", "tables.tex"});
    CHECK(keep("json") == std::vector<std::string>{"experiment.yaml", "result.json", "tables.pdf"});
    CHECK(folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "csv", "--out", "kept"}).code == 0);
    CHECK(folder.files("kept").size() > 3);
    CHECK(keep("json") == std::vector<std::string>{"experiment.yaml", "result.json", "tables.pdf"});
}

TEST_CASE("what is no regular file is written through, and a link leads to the file that is replaced")
{
    const SmallExperiment folder;
    const auto dump = [&](const std::string& file) {
        const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", "--dump-values", file});
        CHECK(outcome.code == 0);
        return outcome.out;
    };
    const std::string table = dump("values.json");
    const std::string values = folder.read("values.json");

    folder.write("kept/target.json", "old\n");
    std::filesystem::create_symlink("kept/target.json", folder.path() / "link.json");
    std::filesystem::create_symlink("link.json", folder.path() / "link_to_link.json");
    static_cast<void>(dump("link_to_link.json"));
    CHECK(folder.read("kept/target.json") == values);
    CHECK(std::filesystem::is_symlink(folder.path() / "link.json"));
    CHECK(std::filesystem::is_symlink(folder.path() / "link_to_link.json"));
    std::filesystem::create_symlink("kept/new.json", folder.path() / "dangling.json");
    static_cast<void>(dump("dangling.json"));
    CHECK(folder.read("kept/new.json") == values);

    // As /dev/stdout is: the values, then the tables.
    std::filesystem::create_symlink("/proc/self/fd/1", folder.path() / "stdout");
    CHECK(dump("stdout") == values + table);
    CHECK(std::filesystem::is_symlink(folder.path() / "stdout"));

    const std::filesystem::path pipe = folder.path() / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    Running program(folder.path(), {"run", "exp.yaml", "--schedule", "delta", "--dump-values", "pipe"});
    CHECK(folder.read("pipe") == values);
    CHECK(program.wait().code == 0);
    CHECK(std::filesystem::is_fifo(pipe));
    CHECK(folder.files("kept") == std::vector<std::string>{"new.json", "target.json"});
}

TEST_CASE("a kept experiment gives the same results again, wherever it lies and whatever its names stand for by then")
{
    const SmallExperiment folder;
    folder.write("models/my_head.yaml", "features: 6\nlayers: [{outputs: classes, activation: softmax}]\n");
    folder.write("named.yaml", "model: [my_head, lenet_caffe]\nclasses: 4\nprocessor: eyeriss\n");
    static_cast<void>(
        folder.results({"compare", "named.yaml", "--set", "training.seed=3", "--schedule", "delta", "--baseline",
                        "delta", "--set", "processor.memories.global_buffer.banks=9", "--out", "first"}));
    folder.write("models/my_head.yaml", "features: 60\nlayers: [{outputs: classes, activation: softmax}]\n");
    static_cast<void>(folder.results({"compare", "first/experiment.yaml", "--out", "second"}));
    CHECK(folder.read("first/result.json") == folder.read("second/result.json"));
    CHECK(folder.read("first/experiment.yaml") == folder.read("second/experiment.yaml"));
}

TEST_CASE("the option --set replaces values, lists and what names stand for")
{
    const SmallExperiment folder;
    CHECK(folder.json({"run", "exp.yaml", "--schedule", "delta", "--set", "classes=7"})["classes"] == 7);
    CHECK(folder.json({"run", "exp.yaml", "--set", "training.schedules=[delta]"})["schedule"] == "delta");
    const Json one =
        folder.json({"compare", "exp.yaml", "--set", "training.schedules=[delta]", "--set", "training.baseline=delta"});
    CHECK(one["rows"].size() == 1);
    CHECK(folder.json({"run", "exp.yaml", "--schedule", "delta", "--set", "model=lenet_caffe", "--set",
                       "classes=10"})["model"] == "lenet_caffe");
    const Json slow =
        folder.json({"run", "exp.yaml", "--schedule", "delta", "--set", "processor.pe_array.clock_mhz=1"});
    CHECK(slow["seconds"].get<double>() == slow["cycles"].get<double>() / 1e6);
    // The last setting of a key wins.
    CHECK(folder.json(
              {"run", "exp.yaml", "--schedule", "delta", "--set", "classes=7", "--set", "classes=8"})["classes"] == 8);
}

TEST_CASE("values leave the results as they are")
{
    const SmallExperiment folder;
    const std::vector<std::string> plain{"run", "exp.yaml", "--schedule", "delta", "--engine", "step"};
    std::vector<std::string> valued = plain;
    valued.emplace_back("--values");
    const Outcome outcome = folder.run(valued);
    CHECK(outcome.code == 0);
    CHECK(outcome.out == folder.results(plain));
    CHECK(outcome.err == "deltasim: weights and biases equal those of the reference training step, bit for bit\n");
}

TEST_CASE("dumped values are the same whatever the schedule, and those of frozen layers as before")
{
    const SmallExperiment folder;
    const auto dump = [&](const std::string& schedule, const std::string& file) {
        const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", schedule, "--set",
                                            "training.first_trainable=last", "--dump-values", file});
        CHECK(outcome.code == 0);
        return folder.read(file);
    };
    const std::string text = dump("delta", "delta.json");
    CHECK(text == dump("naive", "naive.json"));
    const Json values = Json::parse(text);
    REQUIRE(values["features"].size() == 1);
    CHECK(values["features"][0].size() == 5);
    CHECK(values["targets"][0].size() == 3);
    REQUIRE(values["initial"].size() == 2);
    CHECK(values["initial"][0]["weight"].size() == 4);
    CHECK(values["initial"][0]["weight"][0].size() == 5);
    CHECK(values["final"][1]["bias"].size() == 3);
    CHECK(values["final"][0] == values["initial"][0]);
    CHECK(values["final"][1] != values["initial"][1]);
}

TEST_CASE("results that cannot be written are a failure")
{
    const SmallExperiment folder;
    const std::vector<std::vector<std::string>> commands{
        {"run", "exp.yaml", "--schedule", "delta"}, {"compare", "exp.yaml"}, {"check", "exp.yaml"}, {"list", "models"}};
    for (const std::vector<std::string>& command : commands) {
        Running program(folder.path(), command, "/dev/full");
        const Outcome outcome = program.wait();
        INFO(command.front());
        CHECK(outcome.code == 1);
        CHECK_THAT(outcome.err, Catch::Contains("No space left on device"));
    }
}

TEST_CASE("on a full disk results are printed all the same, and what there is room for is kept")
{
    const SmallExperiment folder;
    const SmallDisk disk(folder.path() / "disk");
    if (!disk.holds()) return;
    const std::vector<std::vector<std::string>> commands{
        {"run", "exp.yaml", "--schedule", "delta"}, {"compare", "exp.yaml"}, {"explain", "exp.yaml"}};
    const std::filesystem::path rest = folder.path() / "disk/rest";
    for (const std::size_t left : {std::size_t{0}, std::size_t{8'192}}) {
        // Independent of what the file system itself needs: the disk is filled, and then this much is freed.
        std::ofstream filling(rest, std::ios::binary);
        while (filling << std::string(4096, 'x') << std::flush) {}
        filling.close();
        std::filesystem::resize_file(rest, std::filesystem::file_size(rest) / 4096 * 4096 - left);
        for (std::vector<std::string> command : commands) {
            const std::string printed = folder.results(command);
            command.insert(command.end(), {"--out", "disk/kept"});
            const Outcome outcome = folder.run(command);
            INFO(command.front() << ", " << left << " bytes left");
            CHECK(outcome.code == 2);
            CHECK(outcome.out == printed);
            CHECK_THAT(outcome.err,
                       Catch::Contains("disk/kept/result.json: cannot be written: No space left on device"));
            CHECK(folder.files("disk/kept").empty() == (left == 0));
        }
        std::filesystem::remove_all(folder.path() / "disk/kept");
    }
}

TEST_CASE("values that find the disk full are told of, and the run is printed")
{
    const SmallExperiment folder;
    const std::vector<std::string> command{"run", "exp.yaml", "--schedule", "delta", "--dump-values", "/dev/full"};
    const Outcome outcome = folder.run(command);
    CHECK(outcome.code == 2);
    CHECK(outcome.out == folder.results({"run", "exp.yaml", "--schedule", "delta", "--engine", "step"}));
    CHECK(outcome.err == "deltasim: error: /dev/full: cannot be written: No space left on device\n");
}

TEST_CASE("a file that grows beyond the user's limit is told of, and not left half written")
{
    const SmallExperiment folder;
    const rlimit unlimited = file_size_limit();
    const rlimit small{100, unlimited.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    Running traced(folder.path(), {"run", "exp.yaml", "--schedule", "delta", "--trace", "t"}, "/dev/null");
    Running swept(folder.path(), {"sweep", "exp.yaml", "--store", "s.db"}, "/dev/null");
    setrlimit(RLIMIT_FSIZE, &unlimited);
    const Outcome trace = traced.wait();
    CHECK(trace.code == 2);
    CHECK_THAT(trace.err, Catch::Contains("t: cannot be written: File too large"));
    const Outcome sweep = swept.wait();
    CHECK(sweep.code == 2);
    CHECK_THAT(sweep.err, Catch::StartsWith("deltasim: error: s.db: "));
    for (const std::string& file : folder.files(".")) CHECK_FALSE(std::filesystem::path(file).extension() == ".part");
}

TEST_CASE("a pair that cannot be placed is a row, and the comparison ends as one that failed")
{
    const SmallExperiment folder;
    folder.write("exp.yaml", with(small_experiment, "capacity_mib: 64", "capacity_bytes: 64"));
    const std::vector<std::string> command{"compare", "exp.yaml", "--set", "model.features=400"};
    const auto outcome = [&](const char* format) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"--format", format});
        return folder.run(arguments);
    };
    const Outcome as_json = outcome("json");
    CHECK(as_json.code == 1);
    CHECK_THAT(as_json.err, Catch::Contains("2 of 2 rows have no figures") &&
                                Catch::Contains("tiny on small under naive: ") && Catch::Contains("bytes are missing"));
    const Json json = Json::parse(as_json.out);
    CHECK(json["rows"].size() == 2);
    CHECK(json["runs"].empty());
    for (const Json& row : json["rows"]) {
        CHECK(row["energy_pj"].is_null());
        CHECK_THAT(row["error"].get<std::string>(), Catch::Contains("bytes are missing"));
    }
    const Outcome as_csv = outcome("csv");
    CHECK(as_csv.code == 1);
    CHECK_THAT(as_csv.out, Catch::Contains(",error\n") && Catch::Contains("bytes are missing"));
    CHECK_THAT(SmallExperiment().run({"compare", "exp.yaml", "--format", "csv"}).out, !Catch::Contains("error"));
}

}  // namespace deltasim::test::results_test
