// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

// A timeline is the run, told in slices: they add up to its figures.

namespace deltasim::test::timeline_test
{

namespace
{

using Json = nlohmann::json;

struct Slice {
    std::string name;
    double begin = 0.0;  ///< microseconds
    double end = 0.0;
    std::uint64_t words = 0;  ///< of a burst
};

class Timeline
{
public:
    explicit Timeline(const std::string& text)
    {
        const Json trace = Json::parse(text);
        std::map<int, std::string> names;
        for (const Json& event : trace["traceEvents"]) {
            if (event["ph"] == "M" && event["name"] == "thread_name") names[event["tid"]] = event["args"]["name"];
            if (event["ph"] != "X") continue;
            const double begin = event["ts"];
            const std::uint64_t words = event.contains("args") ? event["args"]["words"].get<std::uint64_t>() : 0;
            tracks_[names.at(event["tid"])].push_back(
                {event["name"], begin, begin + event["dur"].get<double>(), words});
        }
    }

    [[nodiscard]] std::vector<Slice> track(const std::string& name) const
    {
        const auto found = tracks_.find(name);
        return found == tracks_.end() ? std::vector<Slice>{} : found->second;
    }
    /// Of all tracks whose names begin so.
    [[nodiscard]] std::vector<Slice> all(const std::string& begin) const
    {
        std::vector<Slice> all;
        for (const auto& [name, slices] : tracks_) {
            if (name.starts_with(begin)) all.insert(all.end(), slices.begin(), slices.end());
        }
        return all;
    }
    [[nodiscard]] const std::map<std::string, std::vector<Slice>>& tracks() const { return tracks_; }

private:
    std::map<std::string, std::vector<Slice>> tracks_;
};

double total(const std::vector<Slice>& slices, const std::string& name = "")
{
    double sum = 0.0;
    for (const Slice& slice : slices) {
        if (name.empty() || slice.name == name) sum += slice.end - slice.begin;
    }
    return sum;
}

std::size_t count(const std::vector<Slice>& slices, const std::string& name)
{
    return static_cast<std::size_t>(
        std::count_if(slices.begin(), slices.end(), [&](const Slice& slice) { return slice.name.starts_with(name); }));
}

bool one_after_the_other(const std::vector<Slice>& slices)
{
    constexpr double rounding = 1e-9;
    for (std::size_t i = 1; i < slices.size(); ++i) {
        if (slices[i].begin < slices[i - 1].end - rounding) return false;
    }
    return true;
}

/// Heads and machines whose array waits for different things.
const std::vector<std::vector<std::string>> varied{
    {"--schedule", "delta", "--set", "processor=eyeriss", "--set", "placement.weight=dram"},
    {"--schedule", "naive", "--set", "processor=stm32h743", "--set", "model=lenet5", "--set", "classes=2"},
    {"--schedule", "delta_fused", "--set", "processor=eyeriss", "--set", "processor.memories.global_buffer.banks=1"},
    {"--schedule", "delta_lookahead", "--set", "processor=eyeriss", "--set", "training.batch=3"},
    {"--schedule", "delta", "--set", "processor=gap8", "--set", "training.batch=2"},
    {"--schedule", "delta_fused", "--set", "processor=gemmini", "--set", "training.batch=5", "--set",
     "placement.weight=dram"},
    {"--schedule", "naive", "--set", "processor=tpu_v1", "--set", "model=lenet5", "--set", "classes=7"},
    {"--schedule", "delta", "--set", "processor=eyeriss", "--set",
     "processor.skip={zero_delta: true, zero_activation: true}"},
};

}  // namespace

TEST_CASE("the slices of a timeline add up to the figures of its run")
{
    const Folder folder;
    for (std::vector<std::string> arguments : varied) {
        INFO(Catch::Detail::stringify(arguments));
        arguments.insert(arguments.begin(), {"run", source_directory() + "/configs/experiments/quickstart.yaml",
                                             "--set", "model=lenet_caffe", "--set", "classes=10"});
        arguments.insert(arguments.end(), {"--format", "json", "--timeline", "t.json"});
        const Outcome outcome = folder.run(arguments);
        REQUIRE(outcome.code == 0);
        const Json run = Json::parse(outcome.out);
        const Timeline timeline(folder.read("t.json"));
        const double cycle = run["seconds"].get<double>() * 1e6 / run["cycles"].get<double>();
        // Each phase of a layer begins within a clock of the array's.
        const double rounding = 1.0 + static_cast<double>(run["time_cycles"]["phases"].size());

        for (const auto& [name, slices] : timeline.tracks()) {
            INFO(name);
            CHECK((name.starts_with("DRAM") || one_after_the_other(slices)));
        }
        const std::vector<Slice> causes = timeline.track("time by cause");
        for (const auto& [cause, cycles] : run["time_cycles"].items()) {
            if (cause == "total" || cause == "phases") continue;
            INFO(cause);
            CHECK(std::abs(total(causes, cause) / cycle - cycles.get<double>()) < rounding);
        }
        CHECK(std::abs(total(causes) / cycle - run["cycles"].get<double>()) < rounding);
        CHECK(std::abs(total(timeline.track("lanes")) / cycle - run["lane_busy_cycles"].get<double>()) < rounding);
        CHECK(std::abs(total(timeline.track("phases")) - total(causes)) < rounding * cycle);
        const std::vector<Slice> commands = timeline.all("DRAM channel");
        const Json& dram = run["dram"];
        if (run["dram"]["activates"] == 0 && commands.empty()) continue;  // flat, or never asked
        CHECK(count(commands, "activate") == dram["activates"]);
        CHECK(count(commands, "read") == dram["reads"]);
        CHECK(count(commands, "write") == dram["writes"]);
        CHECK(count(commands, "refresh") ==
              dram["refreshes"].get<std::size_t>() + dram["bank_refreshes"].get<std::size_t>());
        CHECK(!timeline.track("loops, depth 1").empty());
    }
}

TEST_CASE("power-down of an idle DRAM is a track of its rank, as long as its run says")
{
    const Folder folder;
    for (const std::string state : {"power_down", "self_refresh"}) {
        INFO(state);
        const Outcome outcome =
            folder.run({"run", source_directory() + "/configs/experiments/quickstart.yaml", "--format", "json",
                        "--schedule", "delta", "--set", "model=lenet5", "--set", "processor=eyeriss", "--set",
                        "processor.dram.device.idle=" + state, "--timeline", "t.json"});
        REQUIRE(outcome.code == 0);
        const Json run = Json::parse(outcome.out);
        double cycles = 0.0;
        for (const char* name : {"active_power_down_cycles", "precharged_power_down_cycles", "self_refresh_cycles"}) {
            if (run["dram"].contains(name)) cycles += run["dram"][name].get<double>();
        }
        REQUIRE(cycles > 100.0);
        const Timeline timeline(folder.read("t.json"));
        double slices = 0.0;
        for (const char* rank : {"0", "1"}) {
            slices += total(timeline.track(std::string("DRAM channel 0 rank ") + rank + " idle"), state);
        }
        // In clocks of 1200 MHz; the run may end within one.
        CHECK(std::abs(slices * 1200.0 - cycles) <= 4.0);
    }
}

TEST_CASE("the bursts of a timeline are the words that its run says went from memory to memory")
{
    const Folder folder;
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{"processor=eyeriss", "training.batch=8"},
                                               {"processor=stm32h743", "training.batch=4"},
                                               {"processor=eyeriss", "training.batch=8", "processor.dma.channels=3"}}) {
        INFO(Catch::Detail::stringify(more));
        std::vector<std::string> arguments{
            "run",
            source_directory() + "/configs/experiments/quickstart.yaml",
            "--schedule",
            "delta",
            "--format",
            "json",
            "--timeline",
            "t.json",
            "--set",
            "model={name: wide, features: 700, layers: [{outputs: 90, activation: relu}, "
            "{outputs: classes, activation: softmax}]}"};
        for (const std::string& setting : more) arguments.insert(arguments.end(), {"--set", setting});
        const Outcome outcome = folder.run(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        std::map<std::string, std::uint64_t> expected;
        const Json run = Json::parse(outcome.out);
        for (const Json& transfer : run["transfers"]) {
            if (transfer["from"] == "array" || transfer["to"] == "array") continue;
            expected[transfer["tensor"]] += transfer["words"].get<std::uint64_t>();
        }
        REQUIRE_FALSE(expected.empty());
        const Timeline timeline(folder.read("t.json"));
        std::map<std::string, std::uint64_t> moved;
        for (const Slice& slice : timeline.all("DMA channel")) {
            const std::size_t space = slice.name.find(' ');
            CHECK((slice.name.substr(0, space) == "fill" || slice.name.substr(0, space) == "drain"));
            moved[slice.name.substr(space + 1)] += slice.words;
        }
        CHECK(moved == expected);
        for (const auto& [name, slices] : timeline.tracks()) {
            if (name.starts_with("DMA")) CHECK(one_after_the_other(slices));
        }
    }
}

TEST_CASE("a window of a timeline is that part of it")
{
    const Folder folder;
    const std::vector<std::string> command{"run",        source_directory() + "/configs/experiments/quickstart.yaml",
                                           "--set",      "model=lenet_caffe",
                                           "--set",      "classes=10",
                                           "--set",      "processor=eyeriss",
                                           "--schedule", "delta",
                                           "--format",   "json",
                                           "--timeline"};
    const auto written = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), more.begin(), more.end());
        REQUIRE(folder.run(arguments).code == 0);
        return Timeline(folder.read(more.front()));
    };
    const Timeline whole = written({"whole.json"});
    const Timeline part = written({"part.json", "--window", "1000:3000"});
    constexpr double cycle = 1.0 / 200.0;  // of 200 MHz, in microseconds
    for (const auto& [name, slices] : whole.tracks()) {
        double expected = 0.0;
        for (const Slice& slice : slices) {
            expected += std::max(0.0, std::min(slice.end, 3000 * cycle) - std::max(slice.begin, 1000 * cycle));
        }
        INFO(name);
        CHECK(total(part.track(name)) == Approx(expected).margin(1e-6));
    }
    CHECK(total(part.track("time by cause")) == Approx(2000 * cycle));
    CHECK(total(written({"open.json", "--window", ":500"}).track("time by cause")) == Approx(500 * cycle));
}

TEST_CASE("a timeline that cannot be is refused before anything is written")
{
    const Folder folder;
    folder.write("exp.yaml", small_experiment);
    const auto refused = [&](const std::vector<std::string>& more, const std::string& message) {
        std::vector<std::string> arguments{"run", "exp.yaml", "--schedule", "delta"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = folder.run(arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains(message));
        CHECK(folder.files(folder.path()) == std::vector<std::string>{"exp.yaml"});
    };
    refused({"--window", "0:9"}, "no effect without --timeline");
    for (const char* window : {"9", "9:3", "3:3", "a:4", "-1:4", "1:2:3"}) {
        refused({"--timeline", "t.json", "--window", window}, "expected FROM:TO");
    }
    refused({"--timeline", "t.json", "--engine", "fold"}, "timelines need every step");
    refused({"--timeline", "exp.yaml"}, "exp.yaml is the experiment itself");
}

}  // namespace deltasim::test::timeline_test
