// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app/program.hpp"

// `run --engine systemc` as a user sees it: the same figures as with the other engines, waveforms whose transitions
// equal the counts, and refused options.

namespace deltasim::test::waveform_test
{

namespace
{

/// Weights off chip, in a DRAM with rows that is refreshed.
const char* const experiment = R"(
mapping: streaming
model: {name: small, features: 300, layers: [{outputs: 24, activation: relu}, {outputs: classes, activation: softmax}]}
classes: 10
processor: eyeriss
placement: {weight: dram}
training: {schedules: [delta]}
)";

using Json = nlohmann::json;

/// A folder with the experiment in exp.yaml.
class ClockedFolder : public Folder
{
public:
    ClockedFolder() { write("exp.yaml", experiment); }

    /// The results of a command that ends well.
    [[nodiscard]] Json json(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--format", "json"});
        const Outcome outcome = run(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out);
    }
};

/// A VCD file: for each variable, by its path, every value that it takes, with the time.
struct Waves {
    std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>> changes;

    [[nodiscard]] std::uint64_t last(const std::string& path) const { return changes.at(path).back().second; }
    /// How often the variable changes to `value` from another one.
    [[nodiscard]] std::uint64_t times(const std::string& path, std::uint64_t value) const
    {
        std::uint64_t count = 0;
        const auto& values = changes.at(path);
        for (std::size_t i = 1; i < values.size(); ++i) {
            count += values[i].second == value && values[i - 1].second != value ? 1 : 0;
        }
        return count;
    }
    /// How often it changes from `value` to another one.
    [[nodiscard]] std::uint64_t leaves(const std::string& path, std::uint64_t value) const
    {
        std::uint64_t count = 0;
        const auto& values = changes.at(path);
        for (std::size_t i = 1; i < values.size(); ++i) {
            count += values[i].second != value && values[i - 1].second == value ? 1 : 0;
        }
        return count;
    }
};

Waves read_waves(const std::string& text)
{
    Waves waves;
    std::map<std::string, std::string> paths;  // by code
    std::vector<std::string> scopes;
    std::uint64_t time = 0;
    bool is_defined = false;  // values come after the definitions
    std::istringstream stream(text);
    const auto path_of = [&](const std::string& variable) {
        std::string path;
        for (std::size_t s = 1; s < scopes.size(); ++s) path += scopes[s] + ".";
        return path + variable;
    };
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words(line);
        std::string first;
        if (!(words >> first)) continue;
        if (first == "$scope") {
            std::string kind;
            std::string name;
            words >> kind >> name;
            scopes.push_back(name);
        } else if (first == "$upscope") {
            scopes.pop_back();
        } else if (first == "$var") {
            std::string kind;
            std::string bits;
            std::string code;
            std::string name;
            words >> kind >> bits >> code >> name;
            paths[code] = path_of(name);
        } else if (first == "$enddefinitions") {
            is_defined = true;
        } else if (!is_defined) {
            continue;
        } else if (first[0] == '#') {
            time = std::stoull(first.substr(1));
        } else if (first[0] == 'b') {
            std::string code;
            words >> code;
            waves.changes[paths.at(code)].emplace_back(time, std::stoull(first.substr(1), nullptr, 2));
        } else if (first[0] == '0' || first[0] == '1') {
            waves.changes[paths.at(first.substr(1))].emplace_back(time, first[0] - '0');
        }
    }
    return waves;
}

}  // namespace

TEST_CASE("waveforms show what is counted")
{
    const ClockedFolder folder;
    const Json run = folder.json({"run", "exp.yaml", "--vcd", "waves.vcd"});
    CHECK(run["engine"]["mode"] == "systemc");
    const Waves waves = read_waves(folder.read("waves.vcd"));
    const std::string channel = "eyeriss.dram.channel_0.";

    std::uint64_t opened = 0;
    std::uint64_t closed = 0;
    std::uint64_t refreshed = 0;
    for (int bank = 0; bank < 32; ++bank) {
        const std::string path = channel + "bank_" + std::to_string(bank);
        opened += waves.times(path, 1);
        closed += waves.leaves(path, 1);
        refreshed += waves.times(path, 2);
    }
    const Json& dram = run["dram"];
    CHECK(opened == dram["activates"]);
    CHECK(refreshed == 16 * dram["refreshes"].get<std::uint64_t>());
    CHECK(closed == dram["precharges"]);
    CHECK(waves.last(channel + "activates") == dram["activates"]);
    CHECK(waves.last(channel + "precharges") == dram["precharges"]);
    CHECK(waves.last(channel + "reads") == dram["reads"]);
    CHECK(waves.last(channel + "writes") == dram["writes"]);
    CHECK(waves.times(channel + "command", 3) == dram["reads"]);
    CHECK(waves.times(channel + "command", 4) == dram["writes"]);
    CHECK(dram["refreshes"] > 0);

    const std::uint64_t steps = run["engine"]["simulated_steps"];
    CHECK(waves.last("eyeriss.pe_array.steps") + waves.last("eyeriss.row_end_unit.rows") == steps);
    CHECK(waves.last("eyeriss.memories.global_buffer.waiting") == 0);
    CHECK(waves.last("eyeriss.dram_port.under_way") == 0);
    CHECK(waves.last("eyeriss.pe_array.busy_lanes") == 0);
    // One edge for every cycle, including the edge at time 0; the rest of the DRAM's work takes a few more.
    const std::uint64_t cycles = run["cycles"];
    const std::uint64_t edges = 1 + waves.times("eyeriss.clock_200000000_hz", 1);
    CHECK(edges >= cycles);
    CHECK(edges <= cycles + 200);
}

TEST_CASE("a window of a waveform begins and ends at its clocks")
{
    const ClockedFolder folder;
    const Json whole = folder.json({"run", "exp.yaml"});
    Json run = folder.json({"run", "exp.yaml", "--vcd", "part", "--window", "200:260"});
    const Waves waves = read_waves(folder.read("part"));
    const auto& clock = waves.changes.at("eyeriss.clock_200000000_hz");
    CHECK(clock[1].first >= 200U * 5'000'000);  // the kernel writes no time before the values at the beginning
    CHECK(clock.back().first <= 260U * 5'000'000);
    CHECK(waves.times("eyeriss.clock_200000000_hz", 1) >= 59);
    run.erase("engine");
    Json folded = whole;
    folded.erase("engine");
    CHECK(Json::diff(folded, run).dump() == "[]");
}

TEST_CASE("waveforms take the place of a file when they are whole, and leave nothing beside it")
{
    const ClockedFolder folder;
    const auto names = [&] {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            found.insert(entry.path().filename().string());
        }
        return found;
    };
    const std::set<std::string> before = names();
    CHECK(folder.run({"run", "exp.yaml", "--vcd", "waves", "--window", "100000000:100000001"}).code == 2);
    CHECK(names() == before);
    std::ofstream(folder.path() / "waves") << "old";
    std::ofstream(folder.path() / "waves.vcd") << "of somebody else";
    std::filesystem::create_symlink("waves", folder.path() / "link");
    CHECK(folder.run({"run", "exp.yaml", "--vcd", "link", "--window", "100000000:100000001"}).code == 2);
    CHECK(folder.read("waves") == "old");
    CHECK(folder.run({"run", "exp.yaml", "--vcd", "link", "--window", "200:260"}).code == 0);
    CHECK_THAT(folder.read("waves"), Catch::Contains("$enddefinitions"));
    CHECK(folder.read("waves.vcd") == "of somebody else");
    CHECK(std::filesystem::is_symlink(folder.path() / "link"));
    std::set<std::string> after = before;
    after.insert({"waves", "waves.vcd", "link"});
    CHECK(names() == after);
}

TEST_CASE("options of the systemc engine want it, and a run too long for it is refused")
{
    const ClockedFolder folder;
    const auto complaint = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"run", "exp.yaml"});
        const Outcome outcome = folder.run(options);
        CHECK(outcome.code == 2);
        return outcome.err;
    };
    CHECK(complaint({"--engine", "fold", "--vcd", "w"}) ==
          "--engine fold: --vcd needs the systemc engine; leave --engine out\n");
    CHECK(complaint({"--engine", "step", "--log-level", "info"}) ==
          "--engine step: --log-level needs the systemc engine; leave --engine out\n");
    CHECK(complaint({"--window", "1:2"}) == "--window: has no effect without --timeline FILE or --vcd FILE\n");
    for (const char* window : {"7", "7:7", "9:8", ":", "a:9", "1:2:3", "1:4x"}) {
        CHECK_THAT(
            complaint({"--vcd", "w", "--window", window}),
            Catch::StartsWith(std::string("--window \"") + window + "\": expected FROM:TO in clocks of the array"));
    }
    CHECK_THAT(complaint({"--vcd", "exp.yaml"}), Catch::Contains("is the experiment itself and would be replaced"));
    CHECK(complaint({"--vcd", "w", "--trace", "w"}) == "--vcd w: --trace writes this file too\n");
    CHECK(complaint({"--vcd", "/dev/null"}) ==
          "--vcd /dev/null: is not a regular file; waveforms are written only to regular files\n");
    CHECK_THAT(complaint({"--log-level", "loud"}), Catch::Contains("--log-level"));
    CHECK_THAT(complaint({"--engine", "systemc", "--max-steps", "10"}),
               Catch::Contains("at 0.1 million a second; the limit is 10; take --engine fold, a smaller head"));
    CHECK_THAT(complaint({"--engine", "systemc", "--set", "processor.controller.clock_mhz=199.999999"}),
               Catch::Contains("--engine systemc: the common multiple of the clocks is"));
}

TEST_CASE("modules report the phases on stderr, and every DRAM command if asked")
{
    const ClockedFolder folder;
    const Outcome quiet = folder.run({"run", "exp.yaml", "--engine", "systemc"});
    CHECK_THAT(quiet.err, !Catch::Contains("forward of layer"));
    const Outcome info = folder.run({"run", "exp.yaml", "--log-level", "info"});
    CHECK_THAT(info.err, Catch::Contains("deltasim: 0 s: eyeriss.controller: forward of layer 1\n"));
    CHECK_THAT(info.err, Catch::Contains("eyeriss.controller: update of layer 2\n"));
    CHECK_THAT(info.err, !Catch::Contains("activate"));
    CHECK(info.out == quiet.out);
    const Outcome debug = folder.run({"run", "exp.yaml", "--log-level", "debug"});
    CHECK_THAT(debug.err, Catch::Contains("eyeriss.dram.channel_0: activate of bank 0, row "));
    CHECK(debug.out == quiet.out);
}

TEST_CASE("values and DRAM traces are the same by modules and clocks")
{
    const ClockedFolder folder;
    const Outcome values = folder.run({"run", "exp.yaml", "--engine", "systemc", "--values"});
    CHECK(values.code == 0);
    CHECK_THAT(values.err, Catch::Contains("equal those of the reference training step, bit for bit"));
    (void)folder.json({"run", "exp.yaml", "--engine", "systemc", "--trace", "clocked.trace"});
    (void)folder.json({"run", "exp.yaml", "--engine", "step", "--trace", "stepped.trace"});
    CHECK(folder.read("clocked.trace") == folder.read("stepped.trace"));
    CHECK(folder.read("clocked.trace").size() > 1000);
}

}  // namespace deltasim::test::waveform_test
