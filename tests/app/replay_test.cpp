// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "experiment/small_dram.hpp"
#include "rooms.hpp"

namespace deltasim::test::replay_test
{

namespace
{

using Json = nlohmann::json;

/// A folder with the small DRAM in small.yaml and its trace in trace.
class ReplayFolder : public Folder
{
public:
    ReplayFolder()
    {
        write("small.yaml", small_dram);
        write("trace", small_trace);
    }

    [[nodiscard]] Outcome replay(const std::vector<std::string>& more) const
    {
        std::vector<std::string> arguments{"replay", "trace", "--dram", "small.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
    [[nodiscard]] Json json(std::vector<std::string> more = {}) const
    {
        more.insert(more.end(), {"--format", "json"});
        const Outcome outcome = replay(more);
        INFO(outcome.err);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        return Json::parse(outcome.out);
    }
    /// The message about a wrong command line or input.
    [[nodiscard]] std::string complaint(const std::vector<std::string>& more) const
    {
        const Outcome outcome = replay(more);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    }
    void make_pipe(const std::string& name) const { REQUIRE(mkfifo((path() / name).c_str(), 0600) == 0); }
    [[nodiscard]] std::string unzipped(const std::string& file) const
    {
        gzFile stream = gzopen((path() / file).c_str(), "rb");
        std::string text(1U << 22U, '\0');
        text.resize(static_cast<std::size_t>(gzread(stream, text.data(), static_cast<unsigned>(text.size()))));
        CHECK(gzdirect(stream) == 0);
        gzclose(stream);
        return text;
    }
};

/// The small experiment with the small DRAM, its weights off chip.
std::string experiment_with_dram()
{
    std::string text = small_experiment;
    const std::size_t begin = text.find("    device: flat\n");
    const std::size_t end = text.find("    prefetch_depth");
    text.replace(begin, end - begin, "    device: small.yaml\n");
    return text + "placement: {weight: dram}\n";
}

}  // namespace

TEST_CASE("a trace is replayed with the stable names of JSON")
{
    const ReplayFolder folder;
    const Json json = folder.json();
    CHECK(json["cycles"] == 44);
    CHECK(json["seconds"] == 44 / 100e6);
    CHECK(json["requests"] == 4);
    CHECK(json["latency"] == Json{{"average", 25.75}, {"minimum", 16}, {"maximum", 41}});
    for (const char* key : {"activates", "precharges", "reads", "writes", "refreshes", "row_hits", "row_misses",
                            "bandwidth", "dram", "mapping", "page", "refresh"}) {
        INFO(key);
        CHECK(json.contains(key));
    }
}

TEST_CASE("mapping, page and refresh are chosen on the command line")
{
    const ReplayFolder folder;
    CHECK(folder.json({"--mapping", "robgbaco"}) == folder.json());
    const Json other = folder.json({"--mapping", "bank,row,bank_group,column"});
    CHECK(other["mapping"] == "bank,row,bank_group,column");
    CHECK(other["cycles"] != 44);
    CHECK(folder.json({"--page", "closed"})["row_hits"] == 0);
    CHECK(folder.json({"--set", "page=closed", "--page", "open"})["row_hits"] == 1);
    const std::vector<std::string> refreshed{"--set", "timing_cycles.tREFI=60"};
    CHECK(folder.json(refreshed)["refresh"] == "on");
    CHECK(folder.json({"--set", "timing_cycles.tREFI=60", "--refresh", "off"})["refresh"] == "off");
    CHECK(folder.complaint({"--refresh", "on"}) == "--refresh on: small has no refresh, its tREFI is 0\n");
    CHECK(folder.complaint({"--mapping", "robaco"}) == "--mapping robaco: lacks bank_group, of which small has 2\n");
    CHECK(folder.complaint({"--set", "page=ajar"}) ==
          "--set page=ajar: page: expected one of open, closed, found \"ajar\"\n");
}

TEST_CASE("a trace that is wrong is refused with its place")
{
    const ReplayFolder folder;
    folder.write("trace", "0x0 READ 0\n0x8000 READ 1\n0x0 FETCH 2\n");
    CHECK(folder.complaint({}) ==
          "trace:2:1: expected an address below 0x8000, the 32768 bytes of small, found \"0x8000\"\n"
          "trace:3:5: expected READ or WRITE, found \"FETCH\"\n");
    folder.write("trace", "");
    CHECK(folder.complaint({"--commands", "c.csv"}) == "trace: no requests, expected lines 0xADDR READ|WRITE CYCLE\n");
    CHECK(folder.files(".") == std::vector<std::string>{"small.yaml", "trace"});
    CHECK(folder.run({"replay", "none", "--dram", "small.yaml"}).err == "none: no such file\n");
    CHECK(folder.run({"replay", "trace", "--dram", "smal.yaml"}).code == 2);
    CHECK(folder.run({"replay", "trace"}).code == 2);
}

TEST_CASE("a trace comes by a pipe too, plain or gzip")
{
    const ReplayFolder folder;
    const std::string expected = folder.replay({}).out;
    folder.make_pipe("pipe");
    const auto feed = [&] { folder.write("pipe", small_trace); };
    for (const bool as_stdin : {true, false}) {
        std::thread feeder(feed);
        Running program(folder.path(), {"replay", as_stdin ? "-" : "pipe", "--dram", "small.yaml"}, {},
                        as_stdin ? folder.path() / "pipe" : "/dev/null");
        const Outcome outcome = program.wait();
        feeder.join();
        CHECK(outcome.code == 0);
        CHECK(outcome.out == expected);
    }
    gzFile stream = gzopen((folder.path() / "trace.gz").c_str(), "wb");
    gzputs(stream, small_trace);
    gzclose(stream);
    Running program(folder.path(), {"replay", "-", "--dram", "small.yaml"}, {}, folder.path() / "trace.gz");
    CHECK(program.wait().out == expected);

    Running empty(folder.path(), {"replay", "-", "--dram", "small.yaml"});
    const Outcome outcome = empty.wait();
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "<stdin>: no requests, expected lines 0xADDR READ|WRITE CYCLE\n");
}

TEST_CASE("commands are written plain or gzip, and only where the file can be")
{
    const ReplayFolder folder;
    CHECK(folder.replay({"--commands", "c.csv"}).code == 0);
    const std::string commands = folder.read("c.csv");
    CHECK(std::count(commands.begin(), commands.end(), '\n') == 9);
    CHECK(folder.replay({"--commands", "c.csv.gz"}).code == 0);
    CHECK(folder.unzipped("c.csv.gz") == commands);
    CHECK(folder.complaint({"--commands", "none/c.csv"}) ==
          "deltasim: error: none/c.csv: cannot be written: No such file or directory\n");
    CHECK(folder.complaint({"--commands", "."}) == "deltasim: error: .: cannot be written: is a directory\n");
    const Outcome full = folder.replay({"--commands", "/dev/full"});  // the results are printed nevertheless
    CHECK(full.code == 2);
    CHECK(full.out == folder.replay({}).out);
    CHECK(full.err == "deltasim: error: /dev/full: cannot be written: No space left on device\n");
    CHECK(folder.files(".") == std::vector<std::string>{"c.csv", "c.csv.gz", "small.yaml", "trace"});
}

TEST_CASE("a replay that is interrupted leaves no half-written file")
{
    const ReplayFolder folder;
    folder.make_pipe("pipe");
    Running program(folder.path(), {"replay", "pipe", "--dram", "small.yaml", "--commands", "c.csv"});
    std::ofstream feeder(folder.path() / "pipe");  // opening it waits until the program reads
    feeder << small_trace << std::flush;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    kill(program.pid(), SIGINT);
    const Outcome outcome = program.wait();
    CHECK(outcome.code == 130);
    CHECK(outcome.err == "deltasim: error: interrupted\n");
    CHECK(folder.files(".") == std::vector<std::string>{"pipe", "small.yaml", "trace"});
}

TEST_CASE("a run's trace replays to the same reads and writes")
{
    const ReplayFolder folder;
    folder.write("exp.yaml", experiment_with_dram());
    for (const char* schedule : {"naive", "delta"}) {
        const std::vector<std::string> plain{"run", "exp.yaml", "--schedule", schedule, "--format", "json"};
        std::vector<std::string> traced = plain;
        traced.insert(traced.end(), {"--trace", "trace"});
        const Outcome outcome = folder.run(traced);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        const Json run = Json::parse(outcome.out);
        CHECK(run["engine"]["mode"] == "step");
        CHECK(run["dram"] == Json::parse(folder.run(plain).out)["dram"]);
        const Json replayed = folder.json();
        CHECK(replayed["reads"] == run["dram"]["reads"]);
        CHECK(replayed["writes"] == run["dram"]["writes"]);
        CHECK(replayed["reads"] > 0);
        CHECK(replayed["writes"] > 0);
        traced.back() = "trace.gz";
        CHECK(folder.run(traced).out == outcome.out);
        CHECK(folder.unzipped("trace.gz") == folder.read("trace"));
    }
}

TEST_CASE("a flat DRAM's trace has a line a word")
{
    const ReplayFolder folder;
    folder.write("exp.yaml", std::string(small_experiment) + "placement: {weight: dram}\n");
    const Outcome outcome =
        folder.run({"run", "exp.yaml", "--schedule", "delta", "--format", "json", "--trace", "trace"});
    const Json dram = Json::parse(outcome.out)["dram"];
    const std::string trace = folder.read("trace");
    CHECK(std::count(trace.begin(), trace.end(), 'R') ==
          dram["reads"].get<std::int64_t>() + dram["writes"].get<std::int64_t>());
    CHECK(std::count(trace.begin(), trace.end(), 'W') == dram["writes"].get<std::int64_t>());
}

TEST_CASE("a trace needs every step, and a DRAM")
{
    const ReplayFolder folder;
    folder.write("exp.yaml", experiment_with_dram());
    const Outcome folded = folder.run({"run", "exp.yaml", "--schedule", "delta", "--engine", "fold", "--trace", "t"});
    CHECK(folded.code == 2);
    CHECK(folded.err == "--engine fold: traces need every step, and so the step engine; leave --engine out\n");
    std::string without = small_experiment;
    const std::size_t begin = without.find("  dram:\n    device");
    without.erase(begin, without.find("costs:\n") - begin);
    folder.write("exp.yaml", with(without, "capacity_bytes: 256", "capacity_kib: 8"));
    const Outcome bare = folder.run({"run", "exp.yaml", "--schedule", "delta", "--trace", "t"});
    CHECK(bare.code == 2);
    CHECK(bare.err == "--trace: small has no DRAM whose requests could be traced\n");
    CHECK(folder.files(".") == std::vector<std::string>{"exp.yaml", "small.yaml", "trace"});
}

}  // namespace deltasim::test::replay_test
