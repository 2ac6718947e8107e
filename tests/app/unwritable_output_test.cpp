// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "app/small_disk.hpp"
#include "rooms.hpp"

// Outputs for which there is no room, nobody who reads them, or a name that is an input's.

namespace deltasim::test::unwritable_output_test
{

namespace
{

const std::string lenet_experiment =
    "model: lenet_caffe\nclasses: 10\nprocessor: eyeriss\ntraining: {schedules: [delta], baseline: delta}\n";

/// A folder in which all commands that are to end well do.
class OutputFolder : public Folder
{
public:
    [[nodiscard]] std::string results(const std::vector<std::string>& arguments) const
    {
        const Outcome outcome = run(arguments);
        INFO(Catch::Detail::stringify(arguments));
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return outcome.out;
    }
};

}  // namespace

TEST_CASE("what is written while the run goes on finds the disk full: the results are shown all the same")
{
    const OutputFolder folder;
    folder.write("exp.yaml", lenet_experiment);
    const SmallDisk disk(folder.path() / "disk", "64k");
    if (!disk.holds()) return;
    const std::vector<std::vector<std::string>> outputs{
        {"--engine", "step", "--trace"}, {"--engine", "step", "--timeline"}, {"--engine", "systemc", "--vcd"}};
    for (const std::vector<std::string>& output : outputs) {
        INFO(output.back());
        std::vector<std::string> command{"run", "exp.yaml", output[0], output[1]};
        const std::string printed = folder.results(command);
        command.insert(command.end(), {output[2], "disk/big"});
        const Outcome outcome = folder.run(command);
        CHECK(outcome.code == 2);
        CHECK(outcome.out == printed);
        CHECK_THAT(outcome.err, Catch::Contains("disk/big: cannot be written: No space left on device"));
        CHECK(folder.files("disk").empty());
    }
}

TEST_CASE("where waveforms have room they are the file that was asked for, and nothing is left beside it")
{
    const OutputFolder folder;
    folder.write("exp.yaml", lenet_experiment);
    static_cast<void>(folder.results({"run", "exp.yaml", "--engine", "systemc", "--vcd", "waves"}));
    const std::string waves = folder.read("waves");
    CHECK(waves.find("$enddefinitions") != std::string::npos);
    CHECK(waves.ends_with("\n"));
    std::vector<std::string> files = folder.files(".");
    std::sort(files.begin(), files.end());
    CHECK(files == std::vector<std::string>{"exp.yaml", "waves"});
}

TEST_CASE("a report or a figure does not take the place of its own source, by whichever name")
{
    const OutputFolder folder;
    folder.write("sweep.yaml", lenet_experiment + "grid: {training.batch: [1, 2]}\n");
    static_cast<void>(folder.results({"sweep", "sweep.yaml", "--store", "store.svg", "--out", "kept"}));
    std::filesystem::create_symlink("store.svg", folder.path() / "soft.svg");
    const std::string store = folder.read("store.svg");
    const std::string result = folder.read("kept/result.json");
    std::filesystem::copy_file(folder.path() / "kept/result.json", folder.path() / "result.svg");
    const std::vector<std::vector<std::string>> commands{
        {"report", "store.svg", "-o", "store.svg"},
        {"report", "soft.svg", "-o", "store.svg"},
        {"report", "store.svg", "-o", "soft.svg"},
        {"report", "result.svg", "-o", "./result.svg"},
        {"plot", "store.svg", "--kind", "savings", "-o", "store.svg"},
        {"plot", "store.svg", "--kind", "savings", "-o", "soft.svg"},
        {"plot", "result.svg", "--kind", "breakdown", "-o", "result.svg"},
    };
    for (const std::vector<std::string>& command : commands) {
        INFO(command[0] << " of " << command[1] << " to " << command.back());
        const Outcome refused = folder.run(command);
        CHECK(refused.code == 2);
        CHECK(refused.out.empty());
        CHECK_THAT(refused.err, Catch::Contains("is an input of this command, and the output would replace it"));
        CHECK(folder.read("store.svg") == store);
        CHECK(folder.read("result.svg") == result);
    }
}

TEST_CASE("every command says in one way that its results cannot be written")
{
    const OutputFolder folder;
    folder.write("exp.yaml", lenet_experiment);
    folder.write("sweep.yaml", lenet_experiment + "grid: {training.batch: [1, 2]}\n");
    static_cast<void>(folder.results({"sweep", "sweep.yaml", "--store", "store.db"}));
    const std::vector<std::vector<std::string>> commands{
        {"list", "models"},
        {"keys"},
        {"completion", "bash"},
        {"table", "store.db"},
        {"man"},
        {"check", "exp.yaml"},
        {"run", "exp.yaml"},
        {"explain", "store.db"},
        {"price", "store.db", "--costs", "horowitz_45nm"},
    };
    for (const std::vector<std::string>& command : commands) {
        INFO(command.front());
        Running running(folder.path(), command, "/dev/full");
        const Outcome outcome = running.wait();
        CHECK(outcome.code != 0);
        CHECK_THAT(outcome.err, Catch::Contains("the results cannot be written: No space left on device"));
    }
}

TEST_CASE("where nobody reads what is printed, files are kept all the same")
{
    const OutputFolder folder;
    folder.write("exp.yaml", lenet_experiment);
    const std::filesystem::path pipe = folder.path() / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    // Whoever opens the pipe to read lets the program begin, and is gone before it has anything to say.
    const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    Running running(folder.path(), {"compare", "exp.yaml", "--out", "kept"}, pipe);
    close(reader);
    CHECK(running.wait().code == 128 + SIGPIPE);
    const std::vector<std::string> kept = folder.files("kept");
    CHECK(std::find(kept.begin(), kept.end(), "result.json") != kept.end());
}

}  // namespace deltasim::test::unwritable_output_test
