// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>

#include "config/load.hpp"
#include "config/readers/address_mapping_text.hpp"
#include "experiment/replay/command_trace.hpp"
#include "experiment/replay/replay.hpp"
#include "experiment/replay/replay_tables.hpp"
#include "experiment/small_dram.hpp"
#include "golden.hpp"
#include "report/render.hpp"
#include "rooms.hpp"

namespace deltasim::test::replay_test
{

namespace
{

/// A replay of the small DRAM, with the commands that an observer saw.
struct Replayed {
    ReplayReport report;
    std::string commands;
};

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// With `--set` overrides of the device. `watched`: commands are written.
Replayed replayed(const std::string& trace, const std::vector<Override>& overrides = {}, bool watched = true)
{
    std::string name = (std::filesystem::temp_directory_path() / "deltasim-replay-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    const std::filesystem::path folder = name;
    std::ofstream(folder / "small.yaml") << small_dram;
    std::ofstream(folder / "trace") << trace;
    const DramDevice device = load_dram_device(folder / "small.yaml", "--dram", overrides, {}).device;
    TraceReader reader(folder / "trace", {device.capacity_bytes(), device.name});
    Replayed result;
    {
        CommandTrace commands(folder / "commands.csv", device);
        result.report = replay(reader, device, {.commands = watched ? &commands : nullptr}, [](std::uint64_t) {});
        commands.close();
    }
    result.commands = text_of(folder / "commands.csv");
    std::filesystem::remove_all(folder);
    return result;
}

const std::string header = "cycle,command,channel,rank,bank_group,bank,row,column\n";

}  // namespace

TEST_CASE("a trace replayed takes the clocks worked out by hand")
{
    const auto [report, commands] = replayed(small_trace);
    CHECK(report.requests == 4);
    CHECK(report.cycles == 54 - 10);
    CHECK(report.time.value() == 44 / 100e6);
    CHECK(report.latency.minimum == 26 - 10);
    CHECK(report.latency.maximum == 54 - 13);
    CHECK(report.latency.average == (16 + 21 + 25 + 41) / 4.0);
    CHECK(report.bytes_per_second == 4 * 64 / (44 / 100e6));
    CHECK(report.counts.activates == 3);
    CHECK(report.counts.precharges == 1);
    CHECK(report.counts.reads == 3);
    CHECK(report.counts.writes == 1);
    CHECK(report.counts.row_hits == 1);
    CHECK(report.counts.row_misses == 3);
    CHECK(report.counts.refreshes == 0);
    CHECK(report.counts.cycles == 44);
    CHECK(commands == header + "10,activate,0,0,0,0,0,\n"
                               "17,read,0,0,0,0,0,0\n"
                               "19,activate,0,0,0,1,0,\n"
                               "23,read,0,0,0,0,0,1\n"
                               "30,write,0,0,0,1,0,0\n"
                               "31,precharge,0,0,0,0,,\n"
                               "37,activate,0,0,0,0,1,\n"
                               "45,read,0,0,0,0,1,0\n");
}

TEST_CASE("with a closed page every request opens its row")
{
    // Auto-precharge closes the bank at 10 + tRAS = 30, and it is activated at 36.
    const auto [report, commands] = replayed("0x0 READ 10\n0x40 WRITE 10\n", {{"page", "closed"}});
    CHECK(report.cycles == 43 + 3 + 4 - 10);
    CHECK(report.counts.precharges == 2);
    CHECK(report.counts.row_misses == 2);
    CHECK(commands == header + "10,activate,0,0,0,0,0,\n"
                               "17,read_auto_precharge,0,0,0,0,0,0\n"
                               "36,activate,0,0,0,0,0,\n"
                               "43,write_auto_precharge,0,0,0,0,0,1\n");
}

TEST_CASE("what is refreshed before the first request is not counted")
{
    // Refreshes at 60, 120 and 180: the request waits for the second, until 120 + tRFC = 170. The third is due before
    // its last beat at 170 + tRCD + CL + burst = 186. The row must be open until 170 + tRAS = 190.
    const auto [report, commands] = replayed("0x0 READ 130\n", {{"timing_cycles.tREFI", "60"}});
    CHECK(report.cycles == 186 - 130);
    CHECK(report.latency.maximum == 56);
    CHECK(report.counts.refreshes == 1);
    CHECK(commands == header + "170,activate,0,0,0,0,0,\n"
                               "177,read,0,0,0,0,0,0\n"
                               "190,precharge,0,0,,,,\n"
                               "196,refresh,0,0,,,,\n");
}

TEST_CASE("an idle DRAM refreshes as often whether watched or not")
{
    const std::string trace = "0x0 READ 0\n0x0 READ 100000\n";
    const std::vector<Override> refreshed{{"timing_cycles.tREFI", "60"}};
    const Replayed watched = replayed(trace, refreshed);
    CHECK(watched.report.counts == replayed(trace, refreshed, false).report.counts);
    std::size_t refreshes = 0;
    std::istringstream lines(watched.commands);
    for (std::string line; std::getline(lines, line);) refreshes += line.find(",refresh,") != std::string::npos ? 1 : 0;
    CHECK(refreshes == watched.report.counts.refreshes);
    // The last refresh before the second request is at 99960, so that its last beat is before 99960 + tRFC + 16.
    CHECK(refreshes == 100'026 / 60);
}

TEST_CASE("commands come in order of time and are as many as are counted, on random traces")
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 random(seed);
        std::string trace;
        std::uint64_t cycle = 0;
        for (int i = 0; i < 500; ++i) {
            cycle += random() % 8 == 0 ? random() % 300 : random() % 4;
            trace += fmt::format("0x{:x} {} {}\n", random() % 32768, random() % 2 == 0 ? "READ" : "WRITE", cycle);
        }
        const std::vector<Override> overrides{{"page", seed % 2 == 0 ? "open" : "closed"},
                                              {"timing_cycles.tREFI", seed % 3 == 0 ? "0" : "200"},
                                              {"organization.ranks", seed % 5 == 0 ? "2" : "1"},
                                              {"mapping", "[row, rank, bank, column, bank_group]"}};
        INFO("seed " << seed);
        const auto [report, commands] = replayed(trace, overrides);
        CHECK(report.counts == replayed(trace, overrides, false).report.counts);
        std::map<std::string, std::uint64_t> count;
        std::istringstream lines(commands);
        std::string line;
        std::getline(lines, line);
        std::int64_t last = 0;
        while (std::getline(lines, line)) {
            const std::size_t comma = line.find(',');
            const std::int64_t clock = std::stoll(line);
            CHECK(clock >= last);
            last = clock;
            ++count[line.substr(comma + 1, line.find(',', comma + 1) - comma - 1)];
        }
        CHECK(count["activate"] == report.counts.activates);
        CHECK(count["read"] + count["read_auto_precharge"] == report.counts.reads);
        CHECK(count["write"] + count["write_auto_precharge"] == report.counts.writes);
        CHECK(count["refresh"] == report.counts.refreshes);
    }
}

TEST_CASE("a replay is priced by the datasheet, where the device has one")
{
    const Replayed bare = replayed(small_trace);
    CHECK_FALSE(bare.report.energy);
    CHECK(replay_json(replay_result(bare.report, {}, "0"))["energy_pj"].is_null());

    const std::string currents =
        "{source: a test, rho: 1, idd3n_open_banks: all, "
        "rails: [{name: VDD, volts: 1, IDD0: 40, IDD2N: 20, IDD3N: 30, IDD4R: 90, IDD4W: 100, IDD5B: 200}]}";
    const Replayed priced = replayed(small_trace, {{"currents_ma", currents}});
    const Json energy = replay_json(replay_result(priced.report, {}, "0"))["energy_pj"];
    const auto of = [&](const char* kind) { return energy[kind].get<double>(); };
    // Eight devices at 10 ns per clock: a read is 1 V x (90 - 30) mA x 4 clocks, a write 1 V x (100 - 30) mA x 4.
    CHECK(of("read") == Approx(8 * 3 * 60 * 4 * 10.0));
    CHECK(of("write") == Approx(8 * 1 * 70 * 4 * 10.0));
    CHECK(of("refresh") == 0.0);
    // A row is open from clock 10 on.
    CHECK(priced.report.counts.rank_active_cycles == 44);
    CHECK(of("active_background") == Approx(8 * 30 * 44 * 10.0));
    CHECK(of("precharged_background") == 0.0);
    CHECK(of("total") == Approx(of("activate") + of("precharge") + of("read") + of("write") + of("active_background")));
}

TEST_CASE("a replay looks as in its golden files")
{
    const ReplayResult result = replay_result(replayed(small_trace).report, {{"currents_ma.rho", "a guess"}}, "0");
    check_golden(json_text(replay_json(result)), "tests/experiment/golden/replay.json");
    check_golden(render(replay_tables(result), Format::text), "tests/experiment/golden/replay.txt");
    check_golden(render(replay_tables(result), Format::csv), "tests/experiment/golden/replay.csv");
}

}  // namespace deltasim::test::replay_test
